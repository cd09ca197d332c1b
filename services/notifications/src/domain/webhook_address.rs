//! Which addresses a webhook may go to: those of the public internet, and no other.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether the address is one of the public internet: global unicast by IANA's registries of special-purpose addresses
/// (RFC 6890), and not one that leads to another address inside it, except 6to4 by the address that it leads to.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

#[expect(clippy::match_same_arms, reason = "each has its own entry in the registry")]
fn is_public_v4(address: Ipv4Addr) -> bool {
    match address.octets() {
        // This network, private, loopback, multicast, reserved and broadcast.
        [0 | 10 | 127 | 224..=255, ..] => false,
        // Carrier-grade NAT.
        [100, 64..=127, ..] => false,
        // Link-local, with the clouds' metadata.
        [169, 254, ..] => false,
        // Private.
        [172, 16..=31, ..] | [192, 168, ..] => false,
        // Protocol assignments, documentation, 6to4 relays.
        [192, 0, 0 | 2, _] | [198, 51, 100, _] | [203, 0, 113, _] | [192, 88, 99, _] => false,
        // Benchmarks.
        [198, 18 | 19, ..] => false,
        _ => true,
    }
}

#[expect(clippy::match_same_arms, reason = "each has its own entry in the registry")]
fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        // 6to4: the next 32 bits are an IPv4 address, and there the packets go.
        [0x2002, high, low, ..] => is_public_v4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low))),
        // Protocol assignments: Teredo, benchmarks, ORCHID.
        [0x2001, ..=0x01ff, ..] => false,
        // Documentation.
        [0x2001, 0x0db8, ..] | [0x3fff, ..=0x0fff, ..] => false,
        // Global unicast. Beyond it: loopback, IPv4-mapped and -compatible, NAT64 (64:ff9b::/96, 64:ff9b:1::/48),
        // discard, unique local, link-local, site-local, multicast, and what nobody has been given.
        [0x2000..=0x3fff, ..] => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use ipnet::{IpNet, Ipv4Net, Ipv6Net};
    use proptest::prelude::*;

    use super::*;

    /// What is refused, as the registries have it.
    const REFUSED: &[&str] = &[
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/96",
        "::ffff:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
        "2002:a00::/24",
        "2002:7f00::/24",
        "2002:a9fe::/32",
        "2002:c0a8::/32",
    ];

    fn refused() -> Vec<IpNet> {
        REFUSED.iter().map(|net| net.parse().unwrap()).collect()
    }

    /// An address inside the network, by any number.
    fn inside(net: IpNet, number: u128) -> IpAddr {
        match net {
            IpNet::V4(net) => {
                let host = u32::try_from(number & u128::from(u32::MAX)).unwrap() & u32::from(net.hostmask());
                IpAddr::V4(Ipv4Addr::from(u32::from(net.network()) | host))
            }
            IpNet::V6(net) => {
                IpAddr::V6(Ipv6Addr::from(u128::from(net.network()) | (number & u128::from(net.hostmask()))))
            }
        }
    }

    fn mapped_or_not_is_it_refused(address: Ipv4Addr) -> bool {
        refused().iter().any(|net| net.contains(&IpAddr::V4(address)))
    }

    #[test]
    fn the_edges_of_each_refused_network_are_refused_and_their_neighbours_by_their_own_right() {
        for net in refused() {
            assert!(!is_public(net.network()) && !is_public(net.broadcast()), "{net}");
        }
        for public in [
            "1.1.1.1",
            "8.8.8.8",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.1.1.1",
            "128.0.0.1",
            "169.253.1.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "192.167.1.1",
            "198.17.1.1",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450::1",
            "2001:200::1",
            "2002:808:808::1",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    proptest! {
        #[test]
        fn nothing_inside_a_refused_network_is_public(index in 0..REFUSED.len(), number: u128) {
            let address = inside(refused()[index], number);
            prop_assert!(!is_public(address), "{address}");
        }

        #[test]
        fn an_ipv4_address_is_public_exactly_outside_of_them(bits: u32) {
            let address = Ipv4Addr::from(bits);
            prop_assert_eq!(is_public(IpAddr::V4(address)), !mapped_or_not_is_it_refused(address));
            // In each form in which IPv6 can carry it, it is refused, or judged as itself.
            prop_assert!(!is_public(IpAddr::V6(address.to_ipv6_mapped())));
            prop_assert!(!is_public(IpAddr::V6(address.to_ipv6_compatible())));
            let [a, b, c, d] = address.octets().map(u16::from);
            let six_to_four = Ipv6Addr::new(0x2002, (a << 8) | b, (c << 8) | d, 0, 0, 0, 0, 1);
            prop_assert_eq!(is_public(IpAddr::V6(six_to_four)), is_public(IpAddr::V4(address)));
            let translated = Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, (a << 8) | b, (c << 8) | d);
            prop_assert!(!is_public(IpAddr::V6(translated)));
        }

        #[test]
        fn an_ipv6_address_outside_of_global_unicast_is_never_public(bits: u128) {
            let unicast: Ipv6Net = "2000::/3".parse().unwrap();
            let address = Ipv6Addr::from(bits);
            prop_assert!(unicast.contains(&address) || !is_public(IpAddr::V6(address)));
        }

        #[test]
        fn most_of_ipv4_is_public(bits: u32) {
            let address = Ipv4Addr::from(bits);
            let net = Ipv4Net::new(address, 8).unwrap();
            prop_assert!(matches!(net.addr().octets()[0], 0 | 10 | 100 | 127 | 169 | 172 | 192 | 198 | 203 | 224..=255) || is_public(IpAddr::V4(address)));
        }
    }
}
