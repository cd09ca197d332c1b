use hc_proto::{
    accounts::v1::{
        BatchGetOrganizationsRequest, CreateOrganizationRequest, GetOrganizationBySlugRequest,
        ListOrganizationsRequest, SearchOrganizationsRequest, UpdateOrganizationRequest,
    },
    r#type::v1::{PageRequest, Role},
};
use hc_types::OrganizationId;
use tonic::Code;

use super::{Accounts, reason, violations};

#[tokio::test]
async fn who_makes_an_organization_owns_it() {
    let accounts = Accounts::start().await;
    let ada = accounts.user("ada");
    let made = ada.create("  Müller & Söhne  ", None).await.unwrap();
    assert_eq!((made.name.as_str(), made.slug.as_str()), ("Müller & Söhne", "muller-sohne"));
    assert_eq!(made.viewer_role(), Role::Owner);
    assert_eq!(made.viewer_permissions.len(), hc_access::Role::Owner.permissions().iter().count());
    let events = accounts.events().await;
    let types: Vec<_> = events.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(types, ["accounts.organization.created.v1", "accounts.membership.created.v1"]);
    assert_eq!(events[0].1["ownerId"], ada.id.to_string());
    let logged = sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM access_log"#);
    assert_eq!(logged.fetch_one(accounts.database.pool()).await.unwrap(), 1);
}

#[tokio::test]
async fn a_slug_is_refused_for_a_clear_reason_and_nothing_is_made() {
    let accounts = Accounts::start().await;
    let ada = accounts.user("ada");
    for (slug, expected) in [
        ("Acme", "SLUG_INVALID"),
        ("ab", "SLUG_INVALID"),
        ("-acme", "SLUG_INVALID"),
        ("xn--acme", "SLUG_INVALID"),
        ("admin", "SLUG_RESERVED"),
    ] {
        let fault = ada.create("Acme", Some(slug)).await.unwrap_err();
        assert_eq!((fault.code, reason(&fault)), (Code::InvalidArgument, "INVALID_FIELDS"));
        assert_eq!(violations(&fault), [("slug", expected)]);
    }
    let both = ada.create(" ", Some("Acme")).await.unwrap_err();
    assert_eq!(violations(&both), [("name", "NAME_INVALID"), ("slug", "SLUG_INVALID")]);
    assert!(accounts.events().await.is_empty());

    ada.create("Acme", Some("acme")).await.unwrap();
    let taken = accounts.user("eve").create("Other", Some("acme")).await.unwrap_err();
    assert_eq!((taken.code, reason(&taken)), (Code::AlreadyExists, "SLUG_TAKEN"));
    assert_eq!(violations(&taken), [("slug", "SLUG_TAKEN")]);
    assert_eq!(accounts.events().await.len(), 2);
}

#[tokio::test]
async fn names_that_meet_get_slugs_of_their_own() {
    let accounts = Accounts::start().await;
    let ada = accounts.user("ada");
    let made = futures::future::join_all((0..4).map(|_| ada.create("Acme", None))).await;
    let slugs: std::collections::HashSet<_> = made.into_iter().map(|made| made.unwrap().slug).collect();
    assert_eq!(slugs.len(), 4);
    assert!(slugs.contains("acme") && slugs.iter().all(|slug| slug.starts_with("acme")));
}

#[tokio::test]
async fn a_key_makes_one_organization_however_often_it_is_sent() {
    let accounts = Accounts::start().await;
    let ada = accounts.user("ada");
    let request = |name: &str| CreateOrganizationRequest {
        name: name.to_owned(),
        slug: None,
        idempotency_key: Some("key-1".to_owned()),
    };
    let calls = (0..3).map(|_| async { ada.call(ada.client().create_organization(request("Acme"))).await.unwrap() });
    let answers = futures::future::join_all(calls).await;
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(accounts.event_types().await.len(), 2);
    let other = ada.call(ada.client().create_organization(request("Other"))).await.unwrap_err();
    assert_eq!((other.code, reason(&other)), (Code::Aborted, "IDEMPOTENCY_KEY_REUSED"));
    let eve = accounts.user("eve");
    let hers = eve.call(eve.client().create_organization(request("Acme"))).await.unwrap();
    assert_ne!(hers, answers[0], "keys of two users never meet");
    let long = CreateOrganizationRequest { idempotency_key: Some("k".repeat(256)), ..request("Acme") };
    let long = ada.call(ada.client().create_organization(long)).await.unwrap_err();
    assert_eq!(violations(&long), [("idempotency_key", "IDEMPOTENCY_KEY_INVALID")]);
}

#[tokio::test]
async fn a_user_owns_no_more_than_the_limit() {
    let accounts = Accounts::start_with(|settings| settings.organizations.owned_at_most = 2).await;
    let ada = accounts.user("ada");
    let made = futures::future::join_all((0..5).map(|_| ada.create("Acme", None))).await;
    let refused: Vec<_> = made.into_iter().filter_map(Result::err).collect();
    assert_eq!(refused.len(), 3);
    for fault in &refused {
        assert_eq!((fault.code, reason(fault)), (Code::ResourceExhausted, "TOO_MANY_ORGANIZATIONS"));
    }
}

#[tokio::test]
async fn a_foreign_organization_is_not_found_in_any_way() {
    let accounts = Accounts::start().await;
    let (ada, eve) = (accounts.user("ada"), accounts.user("eve"));
    let acme = ada.create("Acme", None).await.unwrap();
    let by_slug = |slug: &str| GetOrganizationBySlugRequest { slug: slug.to_owned() };
    let found = ada.call(ada.client().get_organization_by_slug(by_slug("acme"))).await.unwrap();
    assert_eq!(found.organization, Some(acme.clone()));
    let foreign = eve.call(eve.client().get_organization_by_slug(by_slug("acme"))).await.unwrap_err();
    let missing = eve.call(eve.client().get_organization_by_slug(by_slug("nobody"))).await.unwrap_err();
    assert_eq!((foreign.code, reason(&foreign)), (Code::NotFound, "ORGANIZATION_NOT_FOUND"));
    assert_eq!(foreign, missing);
    let nothing = eve.call(eve.client().get_organization_by_slug(by_slug("Ü"))).await.unwrap_err();
    assert_eq!(nothing, missing);

    let batch = BatchGetOrganizationsRequest {
        ids: vec![acme.id.clone(), OrganizationId::new().to_string(), "org_garbage".to_owned()],
    };
    let hers = eve.call(eve.client().batch_get_organizations(batch.clone())).await.unwrap();
    assert!(hers.organizations.is_empty());
    let own = ada.call(ada.client().batch_get_organizations(batch)).await.unwrap();
    assert_eq!(own.organizations, [acme]);
    let many = BatchGetOrganizationsRequest { ids: vec![String::new(); 501] };
    let many = ada.call(ada.client().batch_get_organizations(many)).await.unwrap_err();
    assert_eq!((many.code, reason(&many)), (Code::InvalidArgument, "TOO_MANY_IDS"));
}

#[tokio::test]
async fn own_organizations_are_listed_newest_first_in_pages() {
    let accounts = Accounts::start().await;
    let (ada, eve) = (accounts.user("ada"), accounts.user("eve"));
    eve.create("Foreign", None).await.unwrap();
    let mut expected = Vec::new();
    for name in ["One", "Two", "Three"] {
        expected.insert(0, ada.create(name, None).await.unwrap());
    }
    let list = async |page: PageRequest| {
        let request = ListOrganizationsRequest { page: Some(page) };
        ada.call(ada.client().list_organizations(request)).await
    };
    let first = list(PageRequest { first: Some(2), ..PageRequest::default() }).await.unwrap();
    let info = first.page_info.unwrap();
    assert_eq!(first.organizations, expected[..2]);
    assert!(info.has_next_page && !info.has_previous_page);
    let rest = PageRequest { first: Some(2), after: Some(info.cursors[1].clone()), ..PageRequest::default() };
    let rest = list(rest).await.unwrap();
    assert_eq!(rest.organizations, expected[2..]);
    assert!(!rest.page_info.unwrap().has_next_page);
    let end = list(PageRequest { last: Some(2), ..PageRequest::default() }).await.unwrap();
    assert_eq!(end.organizations, expected[1..]);
    let refused = list(PageRequest { first: Some(100_000), ..PageRequest::default() }).await.unwrap_err();
    assert_eq!((refused.code, reason(&refused)), (Code::InvalidArgument, "PAGE_INVALID"));
}

#[tokio::test]
async fn a_name_changes_for_who_may_change_it_and_is_told_once() {
    let accounts = Accounts::start().await;
    let (ada, ben, eve) = (accounts.user("ada"), accounts.user("ben"), accounts.user("eve"));
    let acme = ada.create("Acme", Some("acme")).await.unwrap();
    ada.admit(&acme, &ben, hc_access::Role::Developer).await;
    let told = accounts.events().await.len();
    let rename = async |user: &super::User, name: &str| {
        let request = UpdateOrganizationRequest { organization_id: acme.id.clone(), name: name.to_owned() };
        user.call(user.client().update_organization(request)).await.map(|done| done.organization.unwrap())
    };
    assert_eq!(reason(&rename(&eve, "Eve's").await.unwrap_err()), "ORGANIZATION_NOT_FOUND");
    assert_eq!(rename(&ben, "Ben's").await.unwrap_err().code, Code::PermissionDenied);
    assert_eq!(violations(&rename(&ada, " ").await.unwrap_err()), [("name", "NAME_INVALID")]);
    for _ in 0..2 {
        let renamed = rename(&ada, "Acme & Töchter").await.unwrap();
        assert_eq!((renamed.name.as_str(), renamed.slug.as_str()), ("Acme & Töchter", "acme"));
        assert_eq!(renamed.viewer_role(), Role::Owner);
    }
    let events = accounts.events().await;
    assert_eq!(events.len(), told + 1, "twice the same is told once");
    assert_eq!(events[told].0, "accounts.organization.updated.v1");
    assert_eq!((&events[told].1["name"], &events[told].1["previousName"]), (&"Acme & Töchter".into(), &"Acme".into()));
}

#[tokio::test]
async fn staff_find_organizations_by_what_they_have_in_hand() {
    let accounts = Accounts::start().await;
    let (ada, eve, sam) = (accounts.user("ada"), accounts.user("eve"), accounts.staff("sam"));
    let acme = ada.create("Acme Tools", Some("acme")).await.unwrap();
    let percent = ada.create("100%_sure", Some("sure")).await.unwrap();
    let other = eve.create("Other", Some("other-acmes")).await.unwrap();
    let search = async |text: &str, user_id: Option<String>, page: Option<PageRequest>| {
        let request = SearchOrganizationsRequest { text: text.to_owned(), user_id, page };
        sam.call(sam.client().search_organizations(request)).await.map(|answer| {
            assert!(answer.organizations.iter().all(|found| found.viewer_role() == Role::Unspecified));
            answer.organizations.into_iter().map(|found| found.slug).collect::<Vec<_>>()
        })
    };
    assert_eq!(search("ACME", None, None).await.unwrap(), ["other-acmes", "acme"]);
    assert_eq!(search(" tools ", None, None).await.unwrap(), ["acme"]);
    assert_eq!(search("%_s", None, None).await.unwrap(), ["sure"], "nothing means something else in a pattern");
    assert_eq!(search(&other.id, None, None).await.unwrap(), ["other-acmes"]);
    assert_eq!(search("", None, None).await.unwrap(), ["other-acmes", "sure", "acme"]);
    assert_eq!(search("", Some(ada.id.to_string()), None).await.unwrap(), ["sure", "acme"]);
    assert_eq!(search("acme", Some(ada.id.to_string()), None).await.unwrap(), ["acme"]);
    let one = PageRequest { first: Some(1), ..PageRequest::default() };
    assert_eq!(search("", None, Some(one)).await.unwrap(), ["other-acmes"]);
    let cursor = hc_types::page::encode(percent.id.parse::<OrganizationId>().unwrap().uuid());
    let next = PageRequest { first: Some(1), after: Some(cursor.clone()), ..PageRequest::default() };
    assert_eq!(search("", None, Some(next)).await.unwrap(), ["acme"]);
    let back = PageRequest { last: Some(1), before: Some(cursor), ..PageRequest::default() };
    assert_eq!(search("", None, Some(back)).await.unwrap(), ["other-acmes"]);

    let wrong = search(&"x".repeat(201), Some("usr_nonsense".to_owned()), None).await.unwrap_err();
    assert_eq!(violations(&wrong), [("text", "TEXT_INVALID"), ("user_id", "USER_INVALID")]);
    let request = SearchOrganizationsRequest { text: acme.id, ..Default::default() };
    let refused = ada.call(ada.client().search_organizations(request)).await.unwrap_err();
    assert_eq!(refused.code, Code::PermissionDenied, "also of what is hers");
}
