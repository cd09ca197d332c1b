//! The servers that tests use, as the environment names them.

/// A superuser's URL without a database, such as `postgres://postgres@127.0.0.1:5432`.
pub const POSTGRES_URL: &str = "HC_TEST_POSTGRES_URL";
/// RabbitMQ over AMQP, such as `amqp://guest:guest@127.0.0.1:5672/%2f`; its user may create vhosts.
pub const AMQP_URL: &str = "HC_TEST_AMQP_URL";
/// RabbitMQ's management API with user and password, such as `http://guest:guest@127.0.0.1:15672`.
pub const RABBITMQ_MANAGEMENT_URL: &str = "HC_TEST_RABBITMQ_MANAGEMENT_URL";
/// Redis, such as `redis://127.0.0.1:6379`. Tests share it: keep keys apart by a prefix of your own.
pub const REDIS_URL: &str = "HC_TEST_REDIS_URL";

/// `HC_TEST_POSTGRES_URL` without a trailing slash.
pub fn postgres_url() -> String {
    required(POSTGRES_URL)
}

/// `HC_TEST_AMQP_URL`.
pub fn amqp_url() -> String {
    required(AMQP_URL)
}

/// `HC_TEST_RABBITMQ_MANAGEMENT_URL` without a trailing slash.
pub fn management_url() -> String {
    required(RABBITMQ_MANAGEMENT_URL)
}

/// `HC_TEST_REDIS_URL`.
pub fn redis_url() -> String {
    required(REDIS_URL)
}

fn required(name: &str) -> String {
    match std::env::var(name) {
        Ok(value) if !value.is_empty() => value.trim_end_matches('/').to_owned(),
        _ => panic!("{name} is not set: run the tests with `cargo xtask test`, which starts the servers they need"),
    }
}
