//! Pages of several parents.

use super::*;

#[tokio::test]
async fn lists_give_each_parent_its_page() {
    let world = World::start().await;
    let organizations = [OrganizationId::new(), OrganizationId::new(), OrganizationId::new()];
    let mut expected: HashMap<OrganizationId, Vec<InstanceId>> = HashMap::new();
    for (organization, count) in organizations.into_iter().zip([3, 0, 2]) {
        for _ in 0..count {
            let ordered = world.ordered(organization);
            world.placed(&ordered).await;
            expected.entry(organization).or_default().insert(0, ordered.instance);
        }
    }
    let mut connection = world.app.db.pool().acquire().await.unwrap();
    let list = async |connection: &mut sqlx::PgConnection, page: PageRequest| {
        let pages = instances::list(connection, &organizations, &page).await.unwrap();
        pages.into_iter().map(|page| page.map(|instance| instance.id)).collect::<Vec<_>>()
    };
    let two = PageRequest::new(Some(2), None, None, None).unwrap();
    let pages = list(&mut connection, two).await;
    assert_eq!(pages.iter().map(|page| page.items.len()).collect::<Vec<_>>(), [2, 0, 2]);
    let all = &expected[&organizations[0]];
    assert_eq!((pages[0].items.as_slice(), pages[0].has_next), (&all[..2], true));
    let cursor = hc_types::page::encode(all[1].uuid());
    let rest = list(&mut connection, PageRequest::new(Some(2), Some(&cursor), None, None).unwrap()).await;
    assert_eq!((rest[0].items.as_slice(), rest[0].has_next), (&all[2..], false));
    let back = list(&mut connection, PageRequest::new(None, None, Some(1), Some(&cursor)).unwrap()).await;
    assert_eq!((back[0].items.as_slice(), back[0].has_previous), (&all[..1], false));
}

#[tokio::test]
async fn instances_are_listed_by_how_they_stand() {
    use Status::{Active, Failed, Suspended, Terminated};
    let world = World::start().await;
    let (organization, another) = (OrganizationId::new(), OrganizationId::new());
    let stands = async |organization: OrganizationId, status: Status| {
        let ordered = world.ordered(organization);
        world.placed(&ordered).await;
        let sql = "UPDATE instances SET status = $2 WHERE instance_id = $1";
        let stands = sqlx::query(sql).bind(ordered.instance.uuid()).bind(status.word());
        stands.execute(world.database.pool()).await.unwrap();
        ordered.instance
    };
    // Newest first: active, failed, terminated, active, failed, active.
    let mut made = Vec::new();
    for status in [Active, Failed, Active, Terminated, Failed, Active] {
        made.insert(0, stands(organization, status).await);
    }
    let theirs = stands(another, Active).await;

    let list = async |statuses: &[Status], page: PageRequest| {
        let mut connection = world.app.db.pool().acquire().await.unwrap();
        let parents = [organization, another];
        let pages = instances::list_by_status(&mut connection, &parents, statuses, &page).await.unwrap();
        pages.into_iter().map(|page| page.map(|instance| instance.id)).collect::<Vec<_>>()
    };
    let first = |size| PageRequest::new(Some(size), None, None, None).unwrap();
    let cursor = |id: InstanceId| hc_types::page::encode(id.uuid());
    let after = |id| PageRequest::new(Some(2), Some(&cursor(id)), None, None).unwrap();
    let before = |id| PageRequest::new(None, None, Some(2), Some(&cursor(id))).unwrap();
    let active = list(&[Active], first(5)).await;
    assert_eq!(active[0].items, [made[0], made[3], made[5]]);
    assert_eq!(active[1].items, [theirs]);
    assert!(!active[0].has_next);
    let gone = list(&[Terminated], first(5)).await;
    assert_eq!(gone[0].items, [made[2]]);
    assert_eq!(gone[1].items, []);
    assert!(!world.listed(organization).await.contains(&made[2]));
    assert_eq!(list(&[Suspended], first(5)).await[0].items, []);

    let page = list(&[Active, Failed], first(2)).await;
    assert_eq!((page[0].items.as_slice(), page[0].has_next), (&made[..2], true));
    let page = list(&[Active, Failed], after(made[1])).await;
    assert_eq!((page[0].items.as_slice(), page[0].has_next), (&made[3..5], true));
    let page = list(&[Active, Failed], after(made[4])).await;
    assert_eq!((page[0].items.as_slice(), page[0].has_next), (&made[5..], false));
    let page = list(&[Active, Failed], before(made[5])).await;
    assert_eq!((page[0].items.as_slice(), page[0].has_previous), (&made[3..5], true));
    let page = list(&[Active, Failed], before(made[3])).await;
    assert_eq!((page[0].items.as_slice(), page[0].has_previous), (&made[..2], false));
}
