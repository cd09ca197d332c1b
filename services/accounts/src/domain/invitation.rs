//! Invitations: an offer of a membership, and what can become of it.

use hc_access::Role;
use hc_types::{Email, InvitationId, OrganizationId, Timestamp, UserId};

/// An offer of a membership to whoever has the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    pub id: InvitationId,
    pub organization: OrganizationId,
    pub email: Email,
    pub role: Role,
    pub state: State,
    pub invited_by: UserId,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// What has become of it. That time runs out is no change of state: see [`Invitation::status`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Pending,
    Accepted { by: UserId },
    Revoked,
}

/// Where it stands at some instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Pending,
    Accepted,
    Revoked,
    Expired,
}

/// What accepting it comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acceptance {
    /// It has just been accepted: what it is now.
    Now(Invitation),
    /// The same user accepted it before, and may not have heard the answer.
    Before,
}

/// Why it cannot be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AcceptError {
    #[error("this invitation is for another e-mail address: sign in with the one that was invited")]
    Foreign,
    #[error("this invitation has been used")]
    Used,
    #[error("this invitation has been taken back")]
    Revoked,
    #[error("this invitation has expired: ask for a new one")]
    Expired,
}

/// It became a membership; there is nothing to take back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this invitation has been used: remove the member instead")]
pub struct AlreadyUsed;

impl Invitation {
    /// Where it stands now.
    pub fn status(&self, now: Timestamp) -> Status {
        match self.state {
            State::Accepted { .. } => Status::Accepted,
            State::Revoked => Status::Revoked,
            State::Pending if now >= self.expires_at => Status::Expired,
            State::Pending => Status::Pending,
        }
    }

    /// Accepted by the user with this address.
    ///
    /// Whose it is comes first: who holds somebody else's link learns that, and not what has become of it.
    pub fn accept(self, by: UserId, address: &Email, now: Timestamp) -> Result<Acceptance, AcceptError> {
        if address.key() != self.email.key() {
            return Err(AcceptError::Foreign);
        }
        match self.status(now) {
            Status::Pending => Ok(Acceptance::Now(Self { state: State::Accepted { by }, ..self })),
            Status::Accepted if self.state == (State::Accepted { by }) => Ok(Acceptance::Before),
            Status::Accepted => Err(AcceptError::Used),
            Status::Revoked => Err(AcceptError::Revoked),
            Status::Expired => Err(AcceptError::Expired),
        }
    }

    /// Taken back; whether that changed anything. One that was taken back or has run out may be taken back again.
    pub fn revoke(self) -> Result<(Self, bool), AlreadyUsed> {
        match self.state {
            State::Pending => Ok((Self { state: State::Revoked, ..self }, true)),
            State::Revoked => Ok((self, false)),
            State::Accepted { .. } => Err(AlreadyUsed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000).unwrap()
    }

    fn invitation(state: State) -> Invitation {
        Invitation {
            id: InvitationId::new(),
            organization: OrganizationId::new(),
            email: Email::parse("ada@example.com").unwrap(),
            role: Role::Developer,
            state,
            invited_by: UserId::new(),
            created_at: at(0),
            expires_at: at(100),
        }
    }

    fn accept(state: State, address: &str, seconds: i64) -> Result<State, AcceptError> {
        let address = Email::parse(address).unwrap();
        let accepted = invitation(state).accept(UserId::new(), &address, at(seconds))?;
        let Acceptance::Now(invitation) = accepted else { panic!("nobody accepted it before") };
        Ok(invitation.state)
    }

    #[test]
    fn only_an_open_invitation_of_ones_own_is_accepted() {
        let used = State::Accepted { by: UserId::new() };
        assert!(matches!(accept(State::Pending, "Ada@EXAMPLE.com", 99), Ok(State::Accepted { .. })));
        assert_eq!(accept(State::Pending, "ada@example.com", 100), Err(AcceptError::Expired));
        assert_eq!(accept(used, "ada@example.com", 1), Err(AcceptError::Used));
        assert_eq!(accept(State::Revoked, "ada@example.com", 1), Err(AcceptError::Revoked));
    }

    #[test]
    fn accepting_again_is_fine_for_who_accepted_and_time_does_not_matter() {
        let (by, address) = (UserId::new(), Email::parse("ada@example.com").unwrap());
        let accepted = invitation(State::Accepted { by });
        assert_eq!(accepted.clone().accept(by, &address, at(1)), Ok(Acceptance::Before));
        assert_eq!(accepted.clone().accept(by, &address, at(1_000)), Ok(Acceptance::Before));
        assert_eq!(accepted.accept(UserId::new(), &address, at(1)), Err(AcceptError::Used));
    }

    #[test]
    fn who_holds_a_foreign_link_learns_nothing_else() {
        for state in [State::Pending, State::Revoked, State::Accepted { by: UserId::new() }] {
            for seconds in [1, 1_000] {
                assert_eq!(accept(state, "eve@example.com", seconds), Err(AcceptError::Foreign));
            }
        }
    }

    #[test]
    fn taking_back_twice_is_fine_and_after_acceptance_too_late() {
        assert!(invitation(State::Pending).revoke().unwrap().1);
        assert!(!invitation(State::Revoked).revoke().unwrap().1);
        assert_eq!(invitation(State::Accepted { by: UserId::new() }).revoke(), Err(AlreadyUsed));
    }

    #[test]
    fn time_runs_out_by_itself() {
        assert_eq!(invitation(State::Pending).status(at(99)), Status::Pending);
        assert_eq!(invitation(State::Pending).status(at(100)), Status::Expired);
        assert_eq!(invitation(State::Revoked).status(at(100)), Status::Revoked);
    }
}
