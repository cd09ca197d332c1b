//! GCRA in Redis: one script, one round trip, by Redis' own clock.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::io::tcp::TcpSettings;
use redis::{Client, IntoConnectionInfo, Script};
use secrecy::ExposeSecret;
use tokio::sync::OnceCell;

use super::{Decision, Rate};
use crate::settings::RedisSettings;

/// After a failure Redis is left alone for so long: a request should not wait for what has just failed.
const PAUSE: Duration = Duration::from_secs(1);

/// A server that has taken nothing for so long has gone without a word: the connection is lost, and made anew.
const SILENCE: Duration = Duration::from_secs(2);

/// The moment until which a caller's use reaches, in microseconds, moves on by what is asked for; beyond the burst it stays,
/// and the answer is how long to wait.
const SCRIPT: &str = r"
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local reached = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now)
local next = reached + tonumber(ARGV[1])
local over = next - now - tonumber(ARGV[2])
if over > 0 then
  return math.ceil(over)
end
redis.call('SET', KEYS[1], string.format('%.0f', next), 'PX', math.ceil((next - now) / 1000) + 1000)
return 0
";

/// The limit in Redis.
pub struct Shared {
    client: Client,
    connection: OnceCell<ConnectionManager>,
    script: Script,
    timeout: Duration,
    rate: Rate,
    started: Instant,
    /// Milliseconds after the start until which Redis is left alone.
    pause_until: AtomicU64,
}

impl Shared {
    /// Connects with the first charge.
    pub fn new(settings: &RedisSettings, rate: Rate) -> anyhow::Result<Self> {
        Ok(Self {
            client: client(settings)?,
            connection: OnceCell::new(),
            script: Script::new(SCRIPT),
            timeout: settings.timeout,
            rate,
            started: Instant::now(),
            pause_until: AtomicU64::new(0),
        })
    }

    /// Charges a caller; `None` where Redis does not answer.
    pub async fn charge(&self, key: &str, cost: u64) -> Option<Decision> {
        let elapsed = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        if elapsed < self.pause_until.load(Ordering::Relaxed) {
            return None;
        }
        match tokio::time::timeout(self.timeout, self.ask(key, cost)).await {
            Ok(Ok(0)) => Some(Decision::Allowed),
            Ok(Ok(micros)) => Some(Decision::Refused(Duration::from_micros(micros))),
            Ok(Err(error)) => self.fail(elapsed, error.category()),
            Err(_) => self.fail(elapsed, "no answer in time"),
        }
    }

    async fn ask(&self, key: &str, cost: u64) -> redis::RedisResult<u64> {
        let config = ConnectionManagerConfig::new().set_number_of_retries(0).set_connection_timeout(Some(self.timeout));
        let connect = || ConnectionManager::new_with_config(self.client.clone(), config);
        let mut connection = self.connection.get_or_try_init(connect).await?.clone();
        let asked = self.rate.nanos_per_unit.saturating_mul(cost) / 1_000;
        let ahead = self.rate.ahead_nanos / 1_000;
        self.script.key(key).arg(asked).arg(ahead).invoke_async(&mut connection).await
    }

    fn fail(&self, elapsed: u64, reason: &str) -> Option<Decision> {
        let pause = u64::try_from(PAUSE.as_millis()).unwrap_or(0);
        self.pause_until.store(elapsed.saturating_add(pause), Ordering::Relaxed);
        tracing::warn!(reason, "Redis does not answer, limits are counted in this process");
        None
    }
}

fn client(settings: &RedisSettings) -> anyhow::Result<Client> {
    let url = settings.url.as_ref().context("setting `redis.url` is missing")?;
    // The error would show the URL, and with it the password.
    let unusable = |_| anyhow::anyhow!("setting `redis.url` is not a Redis URL");
    let server = url.expose_secret().into_connection_info().map_err(unusable)?;
    let server = server.set_tcp_settings(TcpSettings::default().set_nodelay(true).set_user_timeout(SILENCE));
    let server = match &settings.password {
        Some(password) => {
            let login = server.redis_settings().clone().set_password(password.expose_secret());
            server.set_redis_settings(login)
        }
        None => server,
    };
    Client::open(server).map_err(unusable)
}
