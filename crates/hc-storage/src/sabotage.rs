//! Taking a safeguard out, to see that the tests would notice. Only in a build with the feature `sabotage`, which no service
//! has: `cargo xtask tidy` looks.

/// Whether `HC_SABOTAGE` (a list with commas) names this safeguard.
#[cfg(feature = "sabotage")]
pub fn is_without(safeguard: &str) -> bool {
    static LIST: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    let list = LIST.get_or_init(|| std::env::var("HC_SABOTAGE").unwrap_or_default());
    list.split(',').any(|named| named == safeguard)
}

/// Never: nothing can be taken out of this build.
#[cfg(not(feature = "sabotage"))]
pub const fn is_without(_safeguard: &str) -> bool {
    false
}
