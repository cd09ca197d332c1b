//! What a service says of its own certificate before it serves.

use std::time::{SystemTime, UNIX_EPOCH};

use hc_rpc::{TlsSettings, certs::DevCa};
use tempfile::TempDir;

const DAY: i64 = 24 * 60 * 60;

#[expect(clippy::disallowed_methods, reason = "a certificate is valid by the machine's own clock")]
fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

fn issued(folder: &TempDir) -> TlsSettings {
    DevCa::create_or_load(folder.path()).unwrap().issue("billing", &["billing"]).unwrap()
}

fn refused(tls: &TlsSettings, service: &str, when: i64) -> String {
    format!("{:#}", tls.check_at(service, when).unwrap_err())
}

#[test]
fn ones_own_certificate_is_good() {
    let folder = TempDir::new().unwrap();
    issued(&folder).check("billing").unwrap();
}

#[test]
fn a_certificate_that_expired_or_belongs_to_another_is_named_with_the_way_out() {
    let folder = TempDir::new().unwrap();
    let tls = issued(&folder);
    let why = refused(&tls, "auth", now());
    assert!(why.contains("belongs to billing, not to auth") && why.contains("mount auth's own"), "{why}");
    let why = refused(&tls, "billing", now() + 31 * DAY);
    assert!(why.contains("billing.pem has expired on") && why.contains("renew it"), "{why}");
    let why = refused(&tls, "billing", now() - 31 * DAY);
    assert!(why.contains("valid only from"), "{why}");
}

#[test]
fn files_that_are_missing_or_do_not_belong_together_are_named() {
    let folder = TempDir::new().unwrap();
    let tls = issued(&folder);
    let other = DevCa::create_or_load(folder.path()).unwrap().issue("auth", &["auth"]).unwrap();
    let mixed = TlsSettings { key: other.key, ..tls.clone() };
    assert!(refused(&mixed, "billing", now()).contains("do not belong together"));
    let missing = TlsSettings { certificate: folder.path().join("nowhere.pem"), ..tls };
    assert!(refused(&missing, "billing", now()).contains("nowhere.pem"));
}
