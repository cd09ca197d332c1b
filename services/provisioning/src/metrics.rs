//! Every metric of this service, described once.
use http::StatusCode;
use metrics::{counter, gauge};

/// How many sites have a record that is served.
pub fn sites_served(sites: usize) {
    gauge!("hostingco_sites_served").set(f64::from(u32::try_from(sites).unwrap_or(u32::MAX)));
}

/// A request to a site was answered. By class of status only: this is counted some ten thousand times a second.
pub fn site_answered(status: StatusCode) {
    let class = match status.as_u16() {
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    };
    counter!("hostingco_site_requests_total", "status" => class).increment(1);
}
