use std::io::Write;

use secrecy::{ExposeSecret, SecretString};

use super::*;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    #[serde(flatten)]
    chassis: ChassisSettings,
    grpc: Grpc,
    #[serde(default)]
    peers: std::collections::BTreeMap<String, Peer>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Grpc {
    listen: SocketAddr,
    #[serde(default)]
    reflection: bool,
    #[serde(default)]
    limit: Option<usize>,
    #[serde(default)]
    origins: Vec<String>,
    #[serde(default)]
    secret: Option<SecretString>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Peer {
    url: String,
}

fn read_with(file: &str, environment: &[(&str, &str)]) -> Result<Settings, String> {
    let mut on_disk = tempfile::NamedTempFile::new().unwrap();
    on_disk.write_all(file.as_bytes()).unwrap();
    let environment = environment.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    load("billing", Some(on_disk.path()), environment)
        .map_err(|error| error.to_string().replace(&on_disk.path().display().to_string(), "FILE"))
}

const GRPC: &str = "[grpc]\nlisten = \"127.0.0.1:50053\"\n";

#[test]
fn the_environment_stands_above_the_file() {
    let settings = read_with(
        GRPC,
        &[
            ("BILLING_GRPC__LISTEN", "0.0.0.0:1"),
            ("BILLING_GRPC__REFLECTION", "true"),
            ("BILLING_GRPC__LIMIT", "12"),
            ("BILLING_GRPC__ORIGINS", r#"["a", "b"]"#),
            ("BILLING_GRPC__SECRET", "007"),
            ("BILLING_PEERS__ACCOUNTS__URL", "https://localhost:50052"),
            ("BILLING_LOG__FORMAT", "json"),
            ("BILLING_TELEMETRY__SAMPLE_RATIO", "0.5"),
            ("BILLING_DRAIN_TIMEOUT", "7s"),
        ],
    )
    .unwrap();
    assert_eq!(settings.grpc.listen.to_string(), "0.0.0.0:1");
    assert!(settings.grpc.reflection);
    assert_eq!(settings.grpc.limit, Some(12));
    assert_eq!(settings.grpc.origins, ["a", "b"]);
    assert_eq!(settings.grpc.secret.unwrap().expose_secret(), "007");
    assert_eq!(settings.peers["accounts"].url, "https://localhost:50052");
    assert_eq!(settings.chassis.log.format, Some(LogFormat::Json));
    assert!((settings.chassis.telemetry.sample_ratio - 0.5).abs() < f64::EPSILON);
    assert_eq!(settings.chassis.drain_timeout, Duration::from_secs(7));
}

#[test]
fn variables_that_a_cluster_or_a_tool_sets_are_not_settings() {
    let environment = [
        ("BILLING_PORT", "tcp://10.0.0.1:80"),
        ("BILLING_SERVICE_HOST", "x"),
        ("BILLING_DATABASE_URL", "y"),
        ("PATH", "z"),
    ];
    assert!(read_with(GRPC, &environment).is_ok());
}

#[test]
fn an_error_names_key_source_and_expectation() {
    let cases = [
        ("[grpc]\nlisten = 7\n", None, ["`grpc.listen`", " in FILE", "socket address"]),
        (GRPC, Some(("BILLING_GRPC__LIMIT", "many")), ["`grpc.limit`", "from BILLING_GRPC__LIMIT", "expected"]),
        ("[grpc]\nlisten = \"127.0.0.1:1\"\nlimt = 3\n", None, ["`grpc.limt` in FILE", "unknown field", "`limit`"]),
        (GRPC, Some(("BILLING_GRCP__LISTEN", "x")), ["`grcp`", "from BILLING_GRCP", "unknown field"]),
        (
            GRPC,
            Some(("BILLING_LOG__FORMAT", "xml")),
            ["`log.format`", "from BILLING_LOG__FORMAT", "`json` or `pretty`"],
        ),
        (GRPC, Some(("BILLING_DRAIN_TIMEOUT", "9")), ["`drain_timeout`", "from BILLING_DRAIN_TIMEOUT", "such as"]),
        (GRPC, Some(("BILLING_TELEMETRY__SAMPLE_RATIO", "2")), ["`telemetry.sample_ratio`", "number", "from 0 to 1"]),
        ("", None, ["`grpc`", "missing", ""]),
        ("[grpc]\n", None, ["`grpc.listen`", "missing", "BILLING_GRPC__LISTEN"]),
    ];
    for (file, environment, expected) in cases {
        let message = read_with(file, environment.as_slice()).unwrap_err();
        for part in expected {
            assert!(message.contains(part), "{part:?} is not in {message:?}");
        }
    }
}

#[test]
fn a_file_that_is_missing_or_broken_is_named() {
    let missing = load::<Settings>("billing", Some(Path::new("/nowhere/billing.toml")), []).unwrap_err().to_string();
    assert!(missing.contains("/nowhere/billing.toml") && missing.contains("No such file"), "{missing}");
    let broken = read_with("[grpc\n", &[]).unwrap_err();
    assert!(broken.contains("FILE") && broken.contains("line 1"), "{broken}");
}

#[test]
fn a_folder_of_secrets_stands_between_the_file_and_the_environment() {
    let secrets = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(secrets.path().join(name), text).unwrap();
    write("grpc.secret", "p@ss/w:rd \n");
    write("grpc.limit", "7");
    write("README", "no setting");
    write("..hidden", "no setting");
    let folder = secrets.path().to_str().unwrap();
    let environment = [("BILLING_SECRETS", folder), ("BILLING_GRPC__LIMIT", "8")];
    let settings = read_with(&format!("{GRPC}secret = \"of the file\"\n"), &environment).unwrap();
    assert_eq!(settings.grpc.secret.unwrap().expose_secret(), "p@ss/w:rd ");
    assert_eq!(settings.grpc.limit, Some(8));

    write("grpc.misspelt", "x");
    let error = read_with(GRPC, &environment).unwrap_err();
    assert!(error.contains("grpc.misspelt") && error.contains(folder), "{error}");
    let error = read_with(GRPC, &[("BILLING_SECRETS", "/nowhere")]).unwrap_err();
    assert!(error.contains("/nowhere") && error.contains("secrets cannot be read"), "{error}");
}

#[test]
fn an_empty_variable_is_none() {
    let settings = read_with(GRPC, &[("BILLING_GRPC__SECRET", ""), ("BILLING_SECRETS", "")]).unwrap();
    assert!(settings.grpc.secret.is_none());
}
