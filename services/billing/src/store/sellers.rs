//! Sellers.

use hc_storage::StoreError;
use hc_types::SellerId;
use rust_decimal::Decimal;
use sqlx::PgConnection;

use crate::domain::{catalogue::Seller, letterhead::Letterhead, pricing::Tax};

/// The one seller that there is so far.
pub const DEFAULT: &str = "default";

struct Row {
    seller_id: SellerId,
    name: String,
    address: String,
    tax_number: String,
    zone: String,
    tax_category: String,
    tax_rate: Decimal,
    tax_jurisdiction: String,
    prices_include_tax: bool,
    invoice_prefix: String,
}

impl From<Row> for Seller {
    fn from(row: Row) -> Self {
        let tax =
            Tax { category: row.tax_category, rate: row.tax_rate.normalize(), jurisdiction: row.tax_jurisdiction };
        let Row { seller_id: id, name, address, tax_number, zone, prices_include_tax, invoice_prefix, .. } = row;
        let letterhead = Letterhead { name, address, tax_number };
        Self { id, letterhead, zone, tax, prices_include_tax, invoice_prefix }
    }
}

/// The seller of a short name.
pub async fn find(connection: &mut PgConnection, slug: &str) -> Result<Option<Seller>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT seller_id, name, address, tax_number, zone, tax_category, tax_rate, tax_jurisdiction,
                prices_include_tax, invoice_prefix
         FROM sellers WHERE slug = $1",
        slug,
    );
    Ok(row.fetch_optional(connection).await?.map(Seller::from))
}

/// The seller of an id that a row names.
pub async fn get(connection: &mut PgConnection, id: SellerId) -> Result<Seller, StoreError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT seller_id, name, address, tax_number, zone, tax_category, tax_rate, tax_jurisdiction,
                prices_include_tax, invoice_prefix
         FROM sellers WHERE seller_id = $1",
        id.uuid(),
    );
    Ok(row.fetch_one(connection).await?.into())
}

/// Writes a seller as the seed file has it; its id stays.
pub async fn save(tx: &mut PgConnection, slug: &str, seller: &Seller) -> Result<SellerId, StoreError> {
    let id = sqlx::query_scalar!(
        "INSERT INTO sellers (seller_id, slug, name, zone, tax_category, tax_rate, tax_jurisdiction,
                              prices_include_tax, invoice_prefix, address, tax_number)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (slug) DO UPDATE SET name = $3, zone = $4, tax_category = $5, tax_rate = $6,
             tax_jurisdiction = $7, prices_include_tax = $8, invoice_prefix = $9,
             address = $10, tax_number = $11
         RETURNING seller_id",
        seller.id.uuid(),
        slug,
        seller.letterhead.name,
        seller.zone,
        seller.tax.category,
        seller.tax.rate,
        seller.tax.jurisdiction,
        seller.prices_include_tax,
        seller.invoice_prefix,
        seller.letterhead.address,
        seller.letterhead.tax_number,
    );
    Ok(id.fetch_one(tx).await?)
}
