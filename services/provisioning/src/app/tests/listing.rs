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
