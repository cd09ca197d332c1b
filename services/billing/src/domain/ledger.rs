//! Which accounts each business event moves. Debit is positive; the entries of a transfer sum to zero.

use hc_types::{Currency, InvoiceId, OrganizationId, PaymentId, SellerId, SubscriptionId};
use uuid::Uuid;

use super::{
    catalogue::PlanKind,
    pricing::{Tax, TaxGroup},
};

/// An account of one seller in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Account {
    /// What an organization owes.
    Receivable(OrganizationId),
    /// What an organization has to its credit.
    CustomerCredit(OrganizationId),
    /// Money that a provider has taken and not paid out.
    ProviderClearing(String),
    /// Tax owed to a jurisdiction at a rate.
    TaxPayable(Tax),
    /// Paid or claimed for service still to be delivered.
    DeferredIncome,
    /// Earned with one kind of plan.
    Income(PlanKind),
}

impl Account {
    /// The name without its organization.
    pub fn name(&self) -> String {
        match self {
            Self::Receivable(_) => "receivable".to_owned(),
            Self::CustomerCredit(_) => "customer_credit".to_owned(),
            Self::ProviderClearing(provider) => format!("provider_clearing:{provider}"),
            Self::TaxPayable(tax) => format!("tax_payable:{}:{}", tax.jurisdiction, tax.rate.normalize()),
            Self::DeferredIncome => "deferred_income".to_owned(),
            Self::Income(kind) => format!("income:{}", kind.name()),
        }
    }

    /// The organization whose account it is.
    pub fn organization(&self) -> Option<OrganizationId> {
        match self {
            Self::Receivable(organization) | Self::CustomerCredit(organization) => Some(*organization),
            Self::ProviderClearing(_) | Self::TaxPayable(_) | Self::DeferredIncome | Self::Income(_) => None,
        }
    }
}

/// A movement between accounts, named by what it books, so that booking it twice is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Whose books.
    pub seller: SellerId,
    /// The currency of all entries.
    pub currency: Currency,
    /// `invoice`, `payment` or `subscription`.
    pub source_type: &'static str,
    /// Its id.
    pub source_id: Uuid,
    /// Why the source moves money.
    pub kind: &'static str,
    /// Minor units by account, none of them zero, debit positive.
    pub entries: Vec<(Account, i64)>,
}

/// Whose books a transfer is in, and who the customer is.
#[derive(Debug, Clone, Copy)]
pub struct Books {
    /// The seller.
    pub seller: SellerId,
    /// The customer.
    pub organization: OrganizationId,
    /// The currency.
    pub currency: Currency,
}

impl Books {
    /// An invoice was issued: the customer owes the total, we owe the tax, and the rest is to be earned.
    pub fn invoice_issued(self, invoice: InvoiceId, total: i64, groups: &[TaxGroup]) -> Transfer {
        let mut entries = vec![(Account::Receivable(self.organization), total)];
        entries.push((Account::DeferredIncome, -groups.iter().map(|group| group.taxable).sum::<i64>()));
        entries.extend(groups.iter().map(|group| (Account::TaxPayable(group.tax.clone()), -group.amount)));
        self.transfer("invoice", invoice.uuid(), "issued", entries)
    }

    /// A provider took the money for an issued invoice.
    pub fn payment_succeeded(self, payment: PaymentId, provider: &str, amount: i64) -> Transfer {
        let entries = vec![
            (Account::ProviderClearing(provider.to_owned()), amount),
            (Account::Receivable(self.organization), -amount),
        ];
        self.transfer("payment", payment.uuid(), "succeeded", entries)
    }

    /// A provider took money that no invoice asks for any more: it is the customer's.
    pub fn payment_too_late(self, payment: PaymentId, provider: &str, amount: i64) -> Transfer {
        let entries = vec![
            (Account::ProviderClearing(provider.to_owned()), amount),
            (Account::CustomerCredit(self.organization), -amount),
        ];
        self.transfer("payment", payment.uuid(), "succeeded", entries)
    }

    /// What was paid for a subscription's period becomes credit. Its net will not be earned; its tax stays owed until a
    /// credit note says otherwise, so that part is our expense.
    pub fn subscription_credited(self, subscription: SubscriptionId, kind: PlanKind, net: i64, tax: i64) -> Transfer {
        let entries = vec![
            (Account::DeferredIncome, net),
            (Account::Income(kind), tax),
            (Account::CustomerCredit(self.organization), -(net + tax)),
        ];
        self.transfer("subscription", subscription.uuid(), "credited", entries)
    }

    fn transfer(
        self,
        source_type: &'static str,
        source_id: Uuid,
        kind: &'static str,
        mut entries: Vec<(Account, i64)>,
    ) -> Transfer {
        entries.retain(|(_, amount)| *amount != 0);
        Transfer { seller: self.seller, currency: self.currency, source_type, source_id, kind, entries }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::*;

    fn books() -> Books {
        Books { seller: SellerId::new(), organization: OrganizationId::new(), currency: Currency::EUR }
    }

    fn group(taxable: i64, amount: i64, rate: i64) -> TaxGroup {
        let tax = Tax { category: "S".into(), rate: Decimal::new(rate, 2), jurisdiction: "DE".into() };
        TaxGroup { tax, taxable, amount }
    }

    #[test]
    fn accounts_are_named_by_what_they_hold() {
        let organization = OrganizationId::new();
        assert_eq!(Account::Receivable(organization).name(), "receivable");
        assert_eq!(Account::Receivable(organization).organization(), Some(organization));
        assert_eq!(Account::TaxPayable(group(0, 0, 1900).tax).name(), "tax_payable:DE:19");
        assert_eq!(Account::Income(PlanKind::Site).name(), "income:site");
    }

    #[test]
    fn what_costs_nothing_moves_nothing() {
        assert_eq!(books().invoice_issued(InvoiceId::new(), 0, &[group(0, 0, 1900)]).entries, []);
    }

    proptest! {
        #[test]
        fn every_transfer_sums_to_zero(
            groups in prop::collection::vec((0_i64..1_000_000_000, 0_i64..200_000_000, 0_i64..3000), 0..5),
            amount in 1_i64..1_000_000_000, net in 0_i64..1_000_000_000, tax in 0_i64..200_000_000,
        ) {
            let groups: Vec<_> = groups.into_iter().map(|(taxable, tax, rate)| group(taxable, tax, rate)).collect();
            let total = groups.iter().map(|group| group.taxable + group.amount).sum();
            for transfer in [
                books().invoice_issued(InvoiceId::new(), total, &groups),
                books().payment_succeeded(PaymentId::new(), "test", amount),
                books().payment_too_late(PaymentId::new(), "test", amount),
                books().subscription_credited(SubscriptionId::new(), PlanKind::Site, net, tax),
            ] {
                prop_assert_eq!(transfer.entries.iter().map(|(_, amount)| amount).sum::<i64>(), 0);
                prop_assert!(transfer.entries.iter().all(|(_, amount)| *amount != 0));
            }
        }
    }
}
