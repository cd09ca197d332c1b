//! What a sign-in looks like from outside, for telling a user of one that they may not know.

use std::net::IpAddr;

use super::session::Origin;

/// The kind of browser and the network: coarse enough that an update, or another address by the same provider, is
/// nothing new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    browser: String,
    system: &'static str,
    network: Option<IpAddr>,
}

/// Who is looked for in a user agent, the ones that pretend to be others first.
const BROWSERS: [&str; 8] = ["Edg", "OPR", "Vivaldi", "SamsungBrowser", "Firefox", "FxiOS", "Chrome", "Safari"];
const SYSTEMS: [(&str, &str); 8] = [
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
    ("FreeBSD", "FreeBSD"),
];
/// Of a program that is no browser: its name before the version.
const LONGEST_NAME: usize = 64;

impl Device {
    /// The device of a sign-in.
    pub fn of(origin: &Origin) -> Self {
        let agent = origin.user_agent.as_deref().unwrap_or_default();
        let browser = BROWSERS.into_iter().find(|name| agent.contains(&format!("{name}/")));
        let own_name = || agent.split(['/', ' ']).next().unwrap_or_default();
        let browser = browser.unwrap_or_else(own_name);
        let system = SYSTEMS.into_iter().find(|(part, _)| agent.contains(part)).map_or("", |(_, name)| name);
        let browser = browser.get(..browser.floor_char_boundary(LONGEST_NAME)).unwrap_or_default().to_owned();
        Self { browser, system, network: origin.ip_address.map(|address| network(address, 24, 48)) }
    }

    /// The same for the same device; to be hashed.
    pub fn describe(&self) -> String {
        let network = self.network.map(|network| network.to_string()).unwrap_or_default();
        format!("{}\n{}\n{network}", self.browser, self.system)
    }
}

/// The first address of the network around an address, by the prefix for its version of IP. An IPv4 address in the form
/// of an IPv6 one is an IPv4 address.
pub fn network(address: IpAddr, prefix_v4: u32, prefix_v6: u32) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32 - prefix_v4.min(32)).unwrap_or(0);
            IpAddr::V4((u32::from(address) & mask).into())
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128 - prefix_v6.min(128)).unwrap_or(0);
            IpAddr::V6((u128::from(address) & mask).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHROME: &str =
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
    const EDGE: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                        Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0";

    fn device(address: &str, agent: &str) -> Device {
        Device::of(&Origin::new(Some(address), Some(agent)))
    }

    #[test]
    fn an_update_or_a_neighbouring_address_is_the_same_device() {
        let known = device("198.51.100.7", CHROME);
        assert_eq!(known.describe(), "Chrome\nLinux\n198.51.100.0");
        assert_eq!(device("198.51.100.200", &CHROME.replace("131", "132")), known);
        assert_eq!(device("::ffff:198.51.100.7", CHROME), known);
        assert_eq!(device("2001:db8:1:2::3", CHROME), device("2001:db8:1:ffff::9", CHROME));
    }

    #[test]
    fn another_browser_system_or_network_is_another_device() {
        let known = device("198.51.100.7", CHROME);
        let others = [
            device("198.51.101.7", CHROME),
            device("198.51.100.7", &CHROME.replace("X11; Linux x86_64", "Macintosh; Intel Mac OS X 10_15_7")),
            device("198.51.100.7", EDGE),
            device("198.51.100.7", "curl/8.5.0"),
            device("2001:db8::1", CHROME),
            Device::of(&Origin::default()),
        ];
        assert!(others.iter().all(|other| *other != known), "{others:?}");
        assert_eq!(device("198.51.100.7", EDGE).describe(), "Edg\nWindows\n198.51.100.0");
        assert_eq!(device("198.51.100.7", "curl/8.5.0").describe(), "curl\n\n198.51.100.0");
    }

    #[test]
    fn networks_are_cut_at_their_prefix() {
        let of = |address: &str, v4, v6| network(address.parse().unwrap(), v4, v6).to_string();
        assert_eq!(of("192.0.2.129", 32, 64), "192.0.2.129");
        assert_eq!(of("192.0.2.129", 0, 0), "0.0.0.0");
        assert_eq!(of("2001:db8:1:2:3:4:5:6", 32, 64), "2001:db8:1:2::");
    }
}
