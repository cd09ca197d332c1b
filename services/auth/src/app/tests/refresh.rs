use std::collections::{BTreeMap, BTreeSet};

use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};

use crate::{
    app::{
        App,
        refresh::RefreshError,
        revoke_session::{RevokeSession, revoke_session},
        sign_in::Tokens,
    },
    domain::session::RevokedReason,
    testing::{TestAuth, session_of, trade},
};

fn text(tokens: &Tokens) -> String {
    tokens.refresh.text().to_owned()
}

async fn signed_up(auth: &TestAuth) -> String {
    text(&auth.register("ada@example.com").await.unwrap().tokens)
}

#[tokio::test]
async fn a_token_is_traded_for_the_next_and_a_retry_gets_the_same_again() {
    let auth = TestAuth::start().await;
    let first = signed_up(&auth).await;
    let second = text(&trade(&auth.app, &first).await.unwrap());
    assert_ne!(first, second);
    let again = trade(&auth.app, &first).await.unwrap();
    assert_eq!(text(&again), second);
    assert!(again.access.split('.').count() == 3);
    let third = text(&trade(&auth.app, &second).await.unwrap());
    assert!(trade(&auth.app, &third).await.is_ok());
}

#[tokio::test]
async fn twenty_at_once_get_one_successor() {
    let auth = TestAuth::start().await;
    let other = auth.another_instance().await;
    let mut live = signed_up(&auth).await;
    for round in 0..5 {
        let tries = (0..20).map(|n| trade(if n % 2 == 0 { &auth.app } else { &other }, &live));
        let answers = futures::future::join_all(tries).await;
        let successors: BTreeSet<String> = answers.iter().map(|answer| text(answer.as_ref().unwrap())).collect();
        assert_eq!(successors.len(), 1, "round {round}");
        live = successors.into_iter().next().unwrap();
        // A calm refresh between the rounds: five retried generations in a row would count as reuse.
        live = text(&trade(&auth.app, &live).await.unwrap());
    }
}

#[tokio::test]
async fn a_spent_token_ends_the_session_for_good_and_everybody_hears_of_it() {
    let auth = TestAuth::start().await;
    let first = signed_up(&auth).await;
    let second = text(&trade(&auth.app, &first).await.unwrap());
    let third = text(&trade(&auth.app, &second).await.unwrap());
    for token in [&first, &third, &second, &first] {
        assert!(matches!(trade(&auth.app, token).await, Err(RefreshError::Invalid)));
    }
    let revoked = auth.event_bodies("auth.session.revoked.v1").await;
    assert_eq!(revoked.len(), 1, "once: {revoked:?}");
    assert_eq!(revoked[0]["reason"], "refresh_reused");
    assert_eq!(revoked[0]["sessionId"], session_of(&auth.app, &first).to_string());
    assert_eq!(auth.feed().await, ["session_revoked"]);
}

#[tokio::test]
async fn after_the_window_a_retry_is_reuse() {
    let auth = TestAuth::start().await;
    let first = signed_up(&auth).await;
    let second = text(&trade(&auth.app, &first).await.unwrap());
    auth.let_time_pass(session_of(&auth.app, &first), 31).await;
    assert!(matches!(trade(&auth.app, &first).await, Err(RefreshError::Invalid)));
    assert!(matches!(trade(&auth.app, &second).await, Err(RefreshError::Invalid)));
}

#[tokio::test]
async fn an_idle_session_ends_without_being_called_stolen() {
    let auth = TestAuth::start().await;
    let first = signed_up(&auth).await;
    auth.let_time_pass(session_of(&auth.app, &first), 14 * 86_400).await;
    assert!(matches!(trade(&auth.app, &first).await, Err(RefreshError::Invalid)));
    assert!(auth.event_bodies("auth.session.revoked.v1").await.is_empty());
}

#[tokio::test]
async fn the_time_of_last_use_is_written_once_a_minute() {
    let auth = TestAuth::start().await;
    let first = signed_up(&auth).await;
    let session = session_of(&auth.app, &first);
    let last_use = async || -> hc_types::Timestamp {
        let query = sqlx::query_scalar("SELECT last_used_at FROM sessions WHERE session_id = $1");
        query.bind(session.uuid()).fetch_one(auth.database.pool()).await.unwrap()
    };
    let begun = last_use().await;
    let second = text(&trade(&auth.app, &first).await.unwrap());
    assert_eq!(last_use().await, begun);
    auth.let_time_pass(session, 61).await;
    trade(&auth.app, &second).await.unwrap();
    assert!(last_use().await > begun);
}

#[tokio::test]
async fn garbage_foreign_and_changed_tokens_harm_no_session() {
    let auth = TestAuth::start().await;
    let live = signed_up(&auth).await;
    let mut changed = live.clone();
    let last = if changed.ends_with('A') { "B" } else { "A" };
    changed.replace_range(changed.len() - 1.., last);
    let stranger = TestAuth::start().await;
    let foreign = signed_up(&stranger).await;
    for token in ["", "hcr_", "Bearer x", changed.as_str(), foreign.as_str(), "a".repeat(1_000_000).as_str()] {
        assert!(matches!(trade(&auth.app, token).await, Err(RefreshError::Invalid)));
    }
    assert!(trade(&auth.app, &live).await.is_ok());
}

#[tokio::test]
async fn nothing_lives_after_a_revocation_among_refreshes() {
    let auth = TestAuth::start().await;
    let signed_in = auth.register("ada@example.com").await.unwrap();
    let (live, user) = (text(&signed_in.tokens), signed_in.user.id);
    let order = RevokeSession {
        session: session_of(&auth.app, &live),
        user,
        asked_from: None,
        reason: RevokedReason::Revoked,
        request_id: "request".to_owned(),
    };
    let refreshes = futures::future::join_all((0..20).map(|_| trade(&auth.app, &live)));
    let (answers, revoked) = tokio::join!(refreshes, revoke_session(&auth.app, order));
    revoked.unwrap();
    for token in answers.iter().flatten().map(text).chain([live]) {
        assert!(matches!(trade(&auth.app, &token).await, Err(RefreshError::Invalid)));
    }
    assert_eq!(auth.feed().await, ["session_revoked"]);
}

/// What happens to one session, at one of two instances.
#[derive(Debug, Clone)]
enum Act {
    /// The n-th of the tokens ever made, from the newest, is presented this many times at once; an answer may get lost.
    Present {
        back: usize,
        at_once: usize,
        lost: bool,
    },
    /// The window passes.
    Wait,
    Revoke,
}

/// The model: tokens are numbered by generation; the newest is live; a spent one is a retry while it is the last one
/// spent, its successor unused, the window open, and fewer than five retried generations in a row lie behind.
#[derive(Debug, Default)]
struct Model {
    generation: u32,
    window_open: bool,
    retried: bool,
    retries_in_row: u32,
    dead: bool,
}

impl Model {
    /// Whether presenting the token of a generation is answered, and with which generation.
    fn present(&mut self, generation: u32) -> Option<u32> {
        if self.dead {
            return None;
        }
        if generation == self.generation {
            self.retries_in_row = if self.retried { self.retries_in_row + 1 } else { 0 };
            (self.generation, self.window_open, self.retried) = (self.generation + 1, true, false);
            return Some(self.generation);
        }
        if generation + 1 == self.generation && self.window_open && self.retries_in_row < 5 {
            self.retried = true;
            return Some(self.generation);
        }
        self.dead = true;
        None
    }
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        8 => (0_usize..2, 1_usize..4, any::<bool>())
            .prop_map(|(back, at_once, lost)| Act::Present { back, at_once, lost }),
        1 => (2_usize..4).prop_map(|back| Act::Present { back, at_once: 1, lost: false }),
        1 => Just(Act::Wait),
        1 => Just(Act::Revoke),
    ];
    prop::collection::vec(act, 1..25)
}

/// One story against the model. Every token that was ever made is kept, also those whose answer got lost.
async fn play(auth: &TestAuth, instances: &[App; 2], email: &str, acts: &[Act]) {
    let signed_in = auth.register(email).await.unwrap();
    let session = session_of(&auth.app, signed_in.tokens.refresh.text());
    let mut made = BTreeMap::from([(1, text(&signed_in.tokens))]);
    let mut known = vec![1];
    let mut model = Model { generation: 1, ..Model::default() };
    for (step, act) in acts.iter().enumerate() {
        match act {
            Act::Wait => {
                auth.let_time_pass(session, 31).await;
                model.window_open = false;
            }
            Act::Revoke => {
                let order = RevokeSession {
                    session,
                    user: signed_in.user.id,
                    asked_from: None,
                    reason: RevokedReason::Revoked,
                    request_id: "request".to_owned(),
                };
                revoke_session(&instances[0], order).await.unwrap();
                model.dead = true;
            }
            Act::Present { back, at_once, lost } => {
                let generation = known[known.len().saturating_sub(back + 1)];
                let tries = (0..*at_once).map(|n| trade(&instances[(step + n) % 2], &made[&generation]));
                let answers = futures::future::join_all(tries).await;
                // Presented at once is presented one after the other, in some order: the answers are the same.
                let expected: Vec<Option<u32>> = (0..*at_once).map(|_| model.present(generation)).collect();
                let mut found: Vec<Option<u32>> = Vec::new();
                for answer in answers {
                    found.push(match answer {
                        Ok(tokens) => {
                            let token = text(&tokens);
                            let generation = auth.app.keys.ring().mac.open(&token).unwrap().presented.generation;
                            let first = made.entry(generation).or_insert_with(|| token.clone()).clone();
                            assert_eq!(token, first, "never two tokens of one generation");
                            Some(generation)
                        }
                        Err(RefreshError::Invalid) => None,
                        Err(error) => panic!("{error:?}"),
                    });
                }
                let sorted = |mut answers: Vec<Option<u32>>| {
                    answers.sort();
                    answers
                };
                assert_eq!(sorted(found), sorted(expected), "step {step} of {acts:?}");
                if !lost && !model.dead && known.last() != Some(&model.generation) {
                    known.push(model.generation);
                }
            }
        }
    }
    // At the end at most one token is live: the newest, if the session is.
    let newest = made.keys().next_back().copied();
    let lives = trade(&instances[1], &made[&newest.unwrap()]).await.is_ok();
    assert_eq!(lives, !model.dead, "{acts:?}");
    if lives {
        for (_, spent) in made.iter().rev().skip(1) {
            assert!(matches!(trade(&instances[0], spent).await, Err(RefreshError::Invalid)));
        }
    }
}

#[tokio::test]
async fn every_interleaving_follows_the_model() {
    let auth = TestAuth::start().await;
    let instances = [auth.app.clone(), auth.another_instance().await];
    let mut runner = TestRunner::default();
    for number in 0..40 {
        let acts = acts().new_tree(&mut runner).unwrap().current();
        play(&auth, &instances, &format!("user{number}@example.com"), &acts).await;
    }
}
