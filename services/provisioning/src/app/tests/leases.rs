//! Leases on work.

use super::*;

#[tokio::test]
async fn only_the_holder_of_the_lease_may_write() {
    let world = World::start().await;
    let ordered = world.ordered(OrganizationId::new());
    world.activated(&ordered, 1).await;
    let mut connection = world.app.db.pool().acquire().await.unwrap();
    let mut presence = Presence::new(world.app.db.pool().clone());
    let key = presence.key().await.unwrap();
    let second = Duration::from_secs(1);
    let first = queue::claim(&mut connection, key, Duration::from_millis(1), 10, 8).await.unwrap().remove(0);
    let next = eventually("the lease has run out", async || {
        let mut connection = world.app.db.pool().acquire().await.unwrap();
        queue::claim(&mut connection, key, Duration::from_mins(1), 10, 8).await.unwrap().pop()
    })
    .await;
    assert!(next.fence > first.fence);
    assert!(queue::claim(&mut connection, key, second, 10, 8).await.unwrap().is_empty(), "one holder at a time");
    assert!(!queue::renew(&mut connection, &first, second).await.unwrap());
    assert!(!queue::hold(&mut connection, &first).await.unwrap());
    assert!(queue::renew(&mut connection, &next, Duration::from_mins(1)).await.unwrap());
    assert!(queue::hold(&mut connection, &next).await.unwrap());
    // Giving back under an old fence changes nothing; a wish that came meanwhile is due at once.
    let later = Again { after: Duration::from_hours(1), priority: Priority::Resync, attempts: 3 };
    queue::finish(&mut connection, &first, later).await.unwrap();
    assert!(queue::hold(&mut connection, &next).await.unwrap());
    world.changed(ordered.instance, 2, Desired::Suspended).await.unwrap();
    queue::finish(&mut connection, &next, later).await.unwrap();
    let again = queue::claim(&mut connection, key, Duration::from_mins(1), 10, 8).await.unwrap().remove(0);
    assert_eq!(again.attempts, 0);
    queue::finish(&mut connection, &again, later).await.unwrap();
    assert!(queue::claim(&mut connection, key, second, 10, 8).await.unwrap().is_empty());
}

#[tokio::test]
async fn one_organization_does_not_hold_up_the_others() {
    let world = World::start().await;
    let busy = OrganizationId::new();
    for _ in 0..6 {
        world.activated(&world.ordered(busy), 1).await;
    }
    let other = world.ordered(OrganizationId::new());
    world.activated(&other, 1).await;
    let mut connection = world.app.db.pool().acquire().await.unwrap();
    let mut presence = Presence::new(world.app.db.pool().clone());
    let key = presence.key().await.unwrap();
    let minute = Duration::from_mins(1);
    let claimed = queue::claim(&mut connection, key, minute, 10, 2).await.unwrap();
    assert_eq!(claimed.len(), 3);
    assert!(claimed.iter().any(|lease| lease.instance == other.instance));
    assert!(queue::claim(&mut connection, key, minute, 10, 2).await.unwrap().is_empty(), "over all processes");
}

#[tokio::test]
async fn one_organization_with_thousands_waiting_does_not_hide_the_others() {
    let world = World::start().await;
    let busy = OrganizationId::new();
    for _ in 0..2 {
        world.activated(&world.ordered(busy), 1).await;
    }
    // More than are looked at for one claim.
    let many = "INSERT INTO instances SELECT (jsonb_populate_record(i, jsonb_build_object(
                    'instance_id', gen_random_uuid(), 'subscription_id', gen_random_uuid(), 'host', gen_random_uuid()))).*
                FROM instances AS i, generate_series(1, 1200) WHERE organization_id = $1";
    sqlx::query(many).bind(busy.uuid()).execute(world.database.pool()).await.unwrap();
    let due = "INSERT INTO reconcile_queue (instance_id, organization_id, due_at, priority)
               SELECT instance_id, organization_id, now() - interval '1 hour', 0 FROM instances
               ON CONFLICT DO NOTHING";
    sqlx::query(due).execute(world.database.pool()).await.unwrap();
    let other = world.ordered(OrganizationId::new());
    world.activated(&other, 1).await;
    let mut connection = world.app.db.pool().acquire().await.unwrap();
    let mut presence = Presence::new(world.app.db.pool().clone());
    let key = presence.key().await.unwrap();
    let minute = Duration::from_mins(1);
    assert_eq!(queue::claim(&mut connection, key, minute, 10, 2).await.unwrap().len(), 2);
    let next = queue::claim(&mut connection, key, minute, 10, 2).await.unwrap();
    assert_eq!(next.iter().map(|lease| lease.instance).collect::<Vec<_>>(), [other.instance]);
}

#[tokio::test]
async fn what_a_killed_process_held_is_free_before_its_lease_ends() {
    let world = World::start().await;
    world.activated(&world.ordered(OrganizationId::new()), 1).await;
    let mut connection = world.app.db.pool().acquire().await.unwrap();
    let minute = Duration::from_mins(1);
    let mut killed = Presence::new(world.app.db.pool().clone());
    let key = killed.key().await.unwrap();
    let first = queue::claim(&mut connection, key, minute, 10, 8).await.unwrap().remove(0);
    drop(killed);
    let mut heir = Presence::new(world.app.db.pool().clone());
    let key = heir.key().await.unwrap();
    let next = eventually("the server has noticed that the connection ended", async || {
        let mut connection = world.app.db.pool().acquire().await.unwrap();
        queue::claim(&mut connection, key, minute, 10, 8).await.unwrap().pop()
    })
    .await;
    assert!(next.fence > first.fence);
    assert!(!queue::hold(&mut connection, &first).await.unwrap(), "the late write of the killed one is refused");
}
