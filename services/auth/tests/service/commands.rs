use crate::harness::{Bench, assert_success, seeds};

#[tokio::test]
async fn migrations_and_seeds_can_be_repeated() {
    let bench = Bench::seeded().await;
    assert_success(&bench.run(&["migrate"]));
    let again = assert_success(&bench.run(&["seed", "--file", seeds().to_str().unwrap()]));
    assert!(again.contains("ada@demo.test is there") && again.contains("sam@staff.test is there"), "{again}");
    let count = async |table: &'static str| -> i64 {
        let count = match table {
            "users" => "SELECT count(*) FROM users",
            _ => "SELECT count(*) FROM outbox",
        };
        sqlx::query_scalar(count).fetch_one(bench.database.pool()).await.unwrap()
    };
    // Each is registered and verified, once.
    assert_eq!((count("users").await, count("outbox").await), (2, 4));
    let roles: Vec<(String, String)> =
        sqlx::query_as("SELECT email, role FROM platform_roles JOIN users USING (user_id)")
            .fetch_all(bench.database.pool())
            .await
            .unwrap();
    assert_eq!(roles, [("sam@staff.test".to_owned(), "admin".to_owned())]);
}

#[tokio::test]
async fn staff_are_made_and_users_shut_out_by_command() {
    let bench = Bench::seeded().await;
    let grant = ["grant-role", "--email", "ADA@demo.test", "--role", "support"];
    assert!(assert_success(&bench.run(&grant)).contains("is now support"));
    assert!(assert_success(&bench.run(&grant)).contains("was already support"));
    assert!(!bench.run(&["grant-role", "--email", "ada@demo.test", "--role", "god"]).status.success());
    let unknown = bench.run(&["grant-role", "--email", "eve@demo.test", "--role", "admin"]);
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("no user has this e-mail address"));
    assert!(assert_success(&bench.run(&["disable-user", "--email", "ada@demo.test"])).contains("0 sessions ended"));
    assert_success(&bench.run(&["enable-user", "--email", "ada@demo.test"]));
    let first = assert_success(&bench.run(&["rotate-keys"]));
    let second = assert_success(&bench.run(&["rotate-keys", "--withdraw"]));
    assert_ne!(first, second);
}

#[tokio::test]
async fn a_wrong_or_missing_outer_key_keeps_the_service_from_starting() {
    let bench = Bench::seeded().await;
    assert_success(&bench.run(&["rotate-keys"]));
    let other = bench.run_with(&["serve"], &[("AUTH_KEYS__KEK_FILE", "/nowhere/kek")]);
    let said = String::from_utf8_lossy(&other.stderr).into_owned();
    assert!(!other.status.success() && said.contains("keys.kek_file") && said.contains("/nowhere/kek"), "{said}");
    let path = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(path.path(), "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=\n").unwrap();
    let wrong = bench.run_with(&["serve"], &[("AUTH_KEYS__KEK_FILE", path.path().to_str().unwrap())]);
    let said = String::from_utf8_lossy(&wrong.stderr).into_owned();
    let used: String =
        sqlx::query_scalar("SELECT kek_id FROM data_keys").fetch_one(bench.database.pool()).await.unwrap();
    assert!(!wrong.status.success() && said.contains(&used), "{said}");
}

#[tokio::test]
async fn settings_out_of_range_are_named() {
    let bench = Bench::new().await;
    for (name, value, key) in [
        ("AUTH_TOKENS__ACCESS_LIFETIME", "1h", "tokens.access_lifetime"),
        ("AUTH_SESSIONS__RETRY_WINDOW", "5m", "sessions.retry_window"),
        ("AUTH_PASSWORDS__MIN_LENGTH", "4", "passwords.min_length"),
        ("AUTH_ISSUER__URL", "http://auth.test/", "issuer.url"),
    ] {
        let refused = bench.run_with(&["serve"], &[(name, value)]);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && said.contains(key), "{said}");
    }
}
