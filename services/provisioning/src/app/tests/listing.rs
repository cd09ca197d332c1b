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

#[tokio::test]
async fn operations_are_listed_by_how_they_stand_and_what_they_are_for() {
    use OperationKind::{Deploy, Provision, Repair};
    use OperationStatus::{Failed, Running, Succeeded};
    let world = World::start().await;
    let [mine, theirs] = [world.ordered(OrganizationId::new()), world.ordered(OrganizationId::new())];
    world.placed(&mine).await;
    world.placed(&theirs).await;
    let asked = async |ordered: &Ordered, kind: OperationKind, status: OperationStatus| {
        let id = OperationId::new();
        let sql = "INSERT INTO operations (operation_id, instance_id, organization_id, kind, status, generation, steps,
                                           actor, correlation)
                   VALUES ($1, $2, $3, $4, $5, 1, '[]', 'system:test', 'test')";
        let insert = sqlx::query(sql).bind(id.uuid()).bind(ordered.instance.uuid()).bind(ordered.organization.uuid());
        insert.bind(kind.word()).bind(status.word()).execute(world.database.pool()).await.unwrap();
        id
    };
    // Newest first: a repair that failed, a deploy that runs, one that is done, one that failed, the beginning.
    let mut made = Vec::new();
    for (kind, status) in
        [(Provision, Succeeded), (Deploy, Failed), (Deploy, Succeeded), (Deploy, Running), (Repair, Failed)]
    {
        made.insert(0, asked(&mine, kind, status).await);
    }
    let another = asked(&theirs, Deploy, Failed).await;

    let list = async |statuses: &[OperationStatus], kinds: &[OperationKind], page: PageRequest| {
        let mut connection = world.app.db.pool().acquire().await.unwrap();
        let parents = [mine.instance, theirs.instance];
        let pages = operations::list_filtered(&mut connection, &parents, statuses, kinds, &page).await.unwrap();
        pages.into_iter().map(|page| page.map(|operation| operation.id)).collect::<Vec<_>>()
    };
    let first = |size| PageRequest::new(Some(size), None, None, None).unwrap();
    let cursor = |id: OperationId| hc_types::page::encode(id.uuid());
    let failed = list(&[Failed], &[], first(5)).await;
    assert_eq!((failed[0].items.as_slice(), failed[0].has_next), (&[made[0], made[3]][..], false));
    assert_eq!(failed[1].items, [another]);
    assert_eq!(list(&[Failed], &[Deploy], first(5)).await[0].items, [made[3]]);
    assert_eq!(list(&[Running], &[Repair], first(5)).await[0].items, []);
    assert_eq!(list(&[Running, Succeeded, Failed], &[Deploy, Repair], first(5)).await[0].items, made[..4]);

    let both = [Failed, Running];
    let page = list(&both, &[], first(2)).await;
    assert_eq!((page[0].items.as_slice(), page[0].has_next), (&made[..2], true));
    let after = PageRequest::new(Some(2), Some(&cursor(made[1])), None, None).unwrap();
    let page = list(&both, &[], after).await;
    assert_eq!((page[0].items.as_slice(), page[0].has_next), (&made[3..4], false));
    let oldest = PageRequest::new(None, None, Some(2), None).unwrap();
    let page = list(&both, &[], oldest).await;
    assert_eq!((page[0].items.as_slice(), page[0].has_previous), (&[made[1], made[3]][..], true));
    let before = PageRequest::new(None, None, Some(2), Some(&cursor(made[1]))).unwrap();
    let page = list(&both, &[], before).await;
    assert_eq!((page[0].items.as_slice(), page[0].has_previous), (&made[..1], false));
}

#[tokio::test]
async fn releases_are_listed_by_how_they_stand() {
    use ReleaseStatus::{Failed, Live, Superseded, Uploaded};
    let world = World::start().await;
    let ordered = world.ordered(OrganizationId::new());
    world.placed(&ordered).await;
    let mut made = Vec::new();
    for (version, status) in [Superseded, Failed, Superseded, Live].into_iter().enumerate() {
        let id = ReleaseId::new();
        let sql = "INSERT INTO releases (release_id, instance_id, organization_id, version, status, manifest,
                                         size_bytes, file_count)
                   VALUES ($1, $2, $3, $4, $5, $6, 1, 1)";
        let insert = sqlx::query(sql).bind(id.uuid()).bind(ordered.instance.uuid()).bind(ordered.organization.uuid());
        let insert = insert.bind(i32::try_from(version).unwrap() + 1).bind(status.word()).bind(vec![0_u8; 32]);
        insert.execute(world.database.pool()).await.unwrap();
        made.insert(0, id);
    }
    let list = async |statuses: &[ReleaseStatus], page: PageRequest| {
        let mut connection = world.app.db.pool().acquire().await.unwrap();
        let found = releases::list_by_status(&mut connection, &[ordered.instance], statuses, &page).await.unwrap();
        found.into_iter().map(|page| page.map(|release| release.id)).next().unwrap()
    };
    let first = |size| PageRequest::new(Some(size), None, None, None).unwrap();
    assert_eq!(list(&[Live], first(5)).await.items, made[..1]);
    assert_eq!(list(&[Uploaded], first(5)).await.items, []);
    let page = list(&[Superseded, Failed], first(2)).await;
    assert_eq!((page.items.as_slice(), page.has_next), (&made[1..3], true));
    let cursor = hc_types::page::encode(made[2].uuid());
    let page = list(&[Superseded, Failed], PageRequest::new(Some(2), Some(&cursor), None, None).unwrap()).await;
    assert_eq!((page.items.as_slice(), page.has_next), (&made[3..], false));
    let page = list(&[Superseded], PageRequest::new(None, None, Some(1), None).unwrap()).await;
    assert_eq!((page.items.as_slice(), page.has_previous), (&made[3..], true));
}
