//! The customers: organizations, their members and invitations.

mod invitation;
mod membership;
mod mutations;
mod organization;
mod preview;
mod role;

pub use invitation::{Invitation, InvitationStatus};
pub use membership::Membership;
pub use mutations::OrganizationMutation;
pub use organization::Organization;
pub use preview::{InvitationPreview, preview_invitation};
pub use role::Role;
