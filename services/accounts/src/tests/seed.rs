use hc_rpc::PeerSettings;

use super::{Accounts, certificate};
use crate::{
    app::seed::{Seeds, seed},
    users::Users,
};

#[tokio::test]
async fn seeds_are_sown_once() {
    let accounts = Accounts::start().await;
    let ada = accounts.user("ada");
    let file = accounts.folder.path().join("seeds.toml");
    std::fs::write(&file, "[[organizations]]\nslug = \"demo\"\nname = \"Demo\"\nowner = \"Ada@example.test\"\n")
        .unwrap();
    let channel = hc_rpc::connect(&PeerSettings::new(accounts.auth.url()), &certificate(&accounts.folder, "accounts"));
    let users = Users::new(channel.unwrap());
    for _ in 0..2 {
        seed(&accounts.db, &users, Seeds::read(&file).unwrap(), 50).await.unwrap();
    }
    let request = hc_proto::accounts::v1::ListOrganizationsRequest { page: None };
    let own = ada.call(ada.client().list_organizations(request)).await.unwrap().organizations;
    assert_eq!(own.iter().map(|organization| organization.slug.as_str()).collect::<Vec<_>>(), ["demo"]);
    assert_eq!(accounts.event_types().await.len(), 2);
}

#[test]
fn the_seeds_in_the_repository_can_be_read() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../seeds/accounts.toml");
    Seeds::read(std::path::Path::new(file)).unwrap();
}
