//! What every process of ours stands on: the command line and settings, logs and traces, the admin port, and an
//! ordered stop.
//!
//! A service's `main` reads its settings with [`cli`], starts the [`Chassis`], hands it the parts that run, and waits in
//! [`Chassis::ready_until_stopped`].

mod admin;
mod cli;
mod healthcheck;
mod lifecycle;
mod lines;
mod listen;
mod log;
mod metrics;
pub mod propagation;
mod readiness;
mod settings;
mod strangers;
mod telemetry;

pub use cli::{Settings, cli};
pub use lifecycle::{Chassis, Stopping, block_on};
pub use listen::{Listener, listen};
pub use settings::{
    AdminSettings, ChassisSettings, LogFormat, LogSettings, SettingsError, TelemetrySettings, load as load_settings,
};
pub use strangers::serve_http;
