/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Where an invoice stands. */
export type InvoiceStatus =
  /** Being put together. */
  | 'DRAFT'
  /** Payable; a pro-forma as long as it has no number. */
  | 'OPEN'
  /** Settled. */
  | 'PAID'
  /** Written off. */
  | 'UNCOLLECTIBLE'
  /** Given up; final. */
  | 'VOID';

/** What `logIn` takes. */
export type LogInInput = {
  /** The e-mail address, in any case. */
  email: string;
  /** The password. Send it as a variable, never inside the document. */
  password: string;
};

/** What `payInvoice` takes. */
export type PayInvoiceInput = {
  /** The same key and input give the same answer for 24 hours; 1 to 255 characters. */
  idempotencyKey: string;
  /** The invoice, `inv_…`. */
  invoiceId: string | number;
  /** The payment provider. `test` accepts the tokens `tok_ok`, `tok_declined` and `tok_insufficient_funds`. */
  provider: string;
  /** What the provider's client gave for the card, never a card number. Send it as a variable. */
  token: string;
};

/** Where a payment stands. */
export type PaymentStatus =
  /** Given up before the provider took it; final. */
  | 'CANCELED'
  /** The provider said no; final. */
  | 'FAILED'
  /** On its way, or no answer yet: it is asked for, never taken as failed. */
  | 'PENDING'
  /** The customer has to do something at the provider. */
  | 'REQUIRES_ACTION'
  /** The money was taken. */
  | 'SUCCEEDED';

/** What `register` takes. */
export type RegisterInput = {
  /** The e-mail address, at most 254 bytes, with a domain. */
  email: string;
  /**
   * The language the person reads, BCP 47: `en`, `de`, or a regional form such as `de-AT`, kept as its language. Without
   * it what `Accept-Language` prefers of them, else English.
   */
  language?: string | null | undefined;
  /** How the person wants to be called: 1 to 100 characters. */
  name: string;
  /** 8 to 256 characters. Send it as a variable, never inside the document. */
  password: string;
};

/** A member's role in an organization. */
export type Role =
  /** May do everything but change roles. */
  | 'ADMIN'
  /** Reads everything, and handles orders and money. */
  | 'BILLING'
  /** Reads everything, and deploys releases. */
  | 'DEVELOPER'
  /** May do everything, changes of roles included. Each organization has at least one. */
  | 'OWNER'
  /** Reads everything. */
  | 'VIEWER';

export type InvoicePageQueryVariables = Exact<{
  org: string;
  invoice: string | number;
}>;


export type InvoicePageQuery = { organization: { id: string, viewerPermissions: Array<string> } | null, node:
    | { __typename: 'AuditEvent' }
    | { __typename: 'Instance' }
    | { __typename: 'Invitation' }
    | (
      { __typename: 'Invoice', id: string, number: string | null, status: InvoiceStatus }
      & { ' $fragmentRefs'?: { 'InvoiceFactsFragment': InvoiceFactsFragment;'InvoiceLinesFragment': InvoiceLinesFragment;'PayableInvoiceFragment': PayableInvoiceFragment } }
    )
    | { __typename: 'Membership' }
    | { __typename: 'Notification' }
    | { __typename: 'Operation' }
    | { __typename: 'Organization' }
    | { __typename: 'Payment' }
    | { __typename: 'Plan' }
    | { __typename: 'Price' }
    | { __typename: 'Region' }
    | { __typename: 'Release' }
    | { __typename: 'Session' }
    | { __typename: 'Subscription' }
    | { __typename: 'User' }
    | { __typename: 'WebhookDelivery' }
    | { __typename: 'WebhookEndpoint' }
   | null };

export type PayableInvoiceFragment = { id: string, amountDue: { amount: `${number}`, currency: string } } & { ' $fragmentName'?: 'PayableInvoiceFragment' };

export type PayInvoiceMutationVariables = Exact<{
  input: PayInvoiceInput;
}>;


export type PayInvoiceMutation = { payInvoice: { payment: { id: string, status: PaymentStatus, failureCode: string | null } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type InvoicesPageQueryVariables = Exact<{
  org: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type InvoicesPageQuery = { organization: { id: string, invoices: { nodes: Array<(
        { id: string }
        & { ' $fragmentRefs'?: { 'InvoiceRowFragment': InvoiceRowFragment } }
      )>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type FrameQueryVariables = Exact<{
  org: string;
}>;


export type FrameQuery = { viewer: { ' $fragmentRefs'?: { 'FrameViewerFragment': FrameViewerFragment } }, staff: { permissions: Array<string> } | null, organization: { ' $fragmentRefs'?: { 'FrameOrganizationFragment': FrameOrganizationFragment } } | null };

export type LogInMutationVariables = Exact<{
  input: LogInInput;
}>;


export type LogInMutation = { logIn: { tokens: { refreshToken: string } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type SignUpMutationVariables = Exact<{
  input: RegisterInput;
}>;


export type SignUpMutation = { register: { tokens: { refreshToken: string } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type HomeQueryVariables = Exact<{ [key: string]: never; }>;


export type HomeQuery = { viewer: { organizations: { nodes: Array<{ id: string, slug: string }> } }, staff: { permissions: Array<string> } | null };

export type FrameViewerFragment = { unreadNotifications: number, user: { id: string, name: string, email: string }, organizations: { nodes: Array<{ id: string, slug: string, name: string }> } } & { ' $fragmentName'?: 'FrameViewerFragment' };

export type FrameOrganizationFragment = { id: string, slug: string, name: string, viewerRole: Role | null, viewerPermissions: Array<string> } & { ' $fragmentName'?: 'FrameOrganizationFragment' };

export type InvoiceFactsFragment = { issuedAt: string | null, dueAt: string | null, paidAt: string | null, amountDue: { amount: `${number}`, currency: string }, amountPaid: { amount: `${number}`, currency: string } } & { ' $fragmentName'?: 'InvoiceFactsFragment' };

export type InvoiceLinesFragment = { pricesIncludeTax: boolean, lines: Array<{ description: string, quantity: `${number}`, periodStart: string | null, periodEnd: string | null, unitAmount: { amount: `${number}`, currency: string }, amount: { amount: `${number}`, currency: string } }>, subtotal: { amount: `${number}`, currency: string }, discount: { amount: `${number}`, currency: string }, creditApplied: { amount: `${number}`, currency: string }, taxGroups: Array<{ category: string, rate: `${number}`, jurisdiction: string | null, taxable: { amount: `${number}`, currency: string }, amount: { amount: `${number}`, currency: string } }>, total: { amount: `${number}`, currency: string } } & { ' $fragmentName'?: 'InvoiceLinesFragment' };

export type InvoiceRowFragment = { id: string, number: string | null, status: InvoiceStatus, issuedAt: string | null, dueAt: string | null, total: { amount: `${number}`, currency: string }, amountDue: { amount: `${number}`, currency: string } } & { ' $fragmentName'?: 'InvoiceRowFragment' };

export type LiveSubscriptionVariables = Exact<{
  organization: string | number;
}>;


export type LiveSubscription = { organizationChanged: { type: string, occurredAt: string, node:
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
     | null } };

export type LogOutMutationVariables = Exact<{ [key: string]: never; }>;


export type LogOutMutation = { logOut: { userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const PayableInvoiceFragmentDoc = new TypedDocumentString(`
    fragment PayableInvoice on Invoice {
  id
  amountDue {
    amount
    currency
  }
}
    `, {"fragmentName":"PayableInvoice"}) as unknown as TypedDocumentString<PayableInvoiceFragment, unknown>;
export const FrameViewerFragmentDoc = new TypedDocumentString(`
    fragment FrameViewer on Viewer {
  user {
    id
    name
    email
  }
  unreadNotifications
  organizations(first: 50) {
    nodes {
      id
      slug
      name
    }
  }
}
    `, {"fragmentName":"FrameViewer"}) as unknown as TypedDocumentString<FrameViewerFragment, unknown>;
export const FrameOrganizationFragmentDoc = new TypedDocumentString(`
    fragment FrameOrganization on Organization {
  id
  slug
  name
  viewerRole
  viewerPermissions
}
    `, {"fragmentName":"FrameOrganization"}) as unknown as TypedDocumentString<FrameOrganizationFragment, unknown>;
export const InvoiceFactsFragmentDoc = new TypedDocumentString(`
    fragment InvoiceFacts on Invoice {
  issuedAt
  dueAt
  paidAt
  amountDue {
    amount
    currency
  }
  amountPaid {
    amount
    currency
  }
}
    `, {"fragmentName":"InvoiceFacts"}) as unknown as TypedDocumentString<InvoiceFactsFragment, unknown>;
export const InvoiceLinesFragmentDoc = new TypedDocumentString(`
    fragment InvoiceLines on Invoice {
  pricesIncludeTax
  lines {
    description
    quantity
    periodStart
    periodEnd
    unitAmount {
      amount
      currency
    }
    amount {
      amount
      currency
    }
  }
  subtotal {
    amount
    currency
  }
  discount {
    amount
    currency
  }
  creditApplied {
    amount
    currency
  }
  taxGroups {
    category
    rate
    jurisdiction
    taxable {
      amount
      currency
    }
    amount {
      amount
      currency
    }
  }
  total {
    amount
    currency
  }
}
    `, {"fragmentName":"InvoiceLines"}) as unknown as TypedDocumentString<InvoiceLinesFragment, unknown>;
export const InvoiceRowFragmentDoc = new TypedDocumentString(`
    fragment InvoiceRow on Invoice {
  id
  number
  status
  issuedAt
  dueAt
  total {
    amount
    currency
  }
  amountDue {
    amount
    currency
  }
}
    `, {"fragmentName":"InvoiceRow"}) as unknown as TypedDocumentString<InvoiceRowFragment, unknown>;
export const InvoicePageDocument = new TypedDocumentString(`
    query InvoicePage($org: String!, $invoice: ID!) {
  organization(slug: $org) {
    id
    viewerPermissions
  }
  node(id: $invoice) {
    __typename
    ... on Invoice {
      id
      number
      status
      ...InvoiceFacts
      ...InvoiceLines
      ...PayableInvoice
    }
  }
}
    fragment PayableInvoice on Invoice {
  id
  amountDue {
    amount
    currency
  }
}
fragment InvoiceFacts on Invoice {
  issuedAt
  dueAt
  paidAt
  amountDue {
    amount
    currency
  }
  amountPaid {
    amount
    currency
  }
}
fragment InvoiceLines on Invoice {
  pricesIncludeTax
  lines {
    description
    quantity
    periodStart
    periodEnd
    unitAmount {
      amount
      currency
    }
    amount {
      amount
      currency
    }
  }
  subtotal {
    amount
    currency
  }
  discount {
    amount
    currency
  }
  creditApplied {
    amount
    currency
  }
  taxGroups {
    category
    rate
    jurisdiction
    taxable {
      amount
      currency
    }
    amount {
      amount
      currency
    }
  }
  total {
    amount
    currency
  }
}`, {"hash":"sha256:a98e03d729949b629a0bc76945e8a5c283b0a27abd113c80842258ecba4f645d"}) as unknown as TypedDocumentString<InvoicePageQuery, InvoicePageQueryVariables>;
export const PayInvoiceDocument = new TypedDocumentString(`
    mutation PayInvoice($input: PayInvoiceInput!) {
  payInvoice(input: $input) {
    payment {
      id
      status
      failureCode
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:68b271f7a7e88b9db34c5647dd2dc9f07a5b2e46d9257aa6597919dc90e752ed"}) as unknown as TypedDocumentString<PayInvoiceMutation, PayInvoiceMutationVariables>;
export const InvoicesPageDocument = new TypedDocumentString(`
    query InvoicesPage($org: String!, $first: Int, $after: String, $last: Int, $before: String) {
  organization(slug: $org) {
    id
    invoices(first: $first, after: $after, last: $last, before: $before) {
      nodes {
        id
        ...InvoiceRow
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
}
    fragment InvoiceRow on Invoice {
  id
  number
  status
  issuedAt
  dueAt
  total {
    amount
    currency
  }
  amountDue {
    amount
    currency
  }
}`, {"hash":"sha256:35e1709de2a2cd5049697620ec9637e99606add45660cd0697aae6122f808423"}) as unknown as TypedDocumentString<InvoicesPageQuery, InvoicesPageQueryVariables>;
export const FrameDocument = new TypedDocumentString(`
    query Frame($org: String!) {
  viewer {
    ...FrameViewer
  }
  staff {
    permissions
  }
  organization(slug: $org) {
    ...FrameOrganization
  }
}
    fragment FrameViewer on Viewer {
  user {
    id
    name
    email
  }
  unreadNotifications
  organizations(first: 50) {
    nodes {
      id
      slug
      name
    }
  }
}
fragment FrameOrganization on Organization {
  id
  slug
  name
  viewerRole
  viewerPermissions
}`, {"hash":"sha256:d334a9fd64ae69caacf242696fb4f6dd45946b3d85230ff1788a1c522454e0bf"}) as unknown as TypedDocumentString<FrameQuery, FrameQueryVariables>;
export const LogInDocument = new TypedDocumentString(`
    mutation LogIn($input: LogInInput!) {
  logIn(input: $input) {
    tokens {
      refreshToken
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:e9b450719ddee6791ed2381ede6dc58c40c8417b79485d5255b15bea21c1c80d"}) as unknown as TypedDocumentString<LogInMutation, LogInMutationVariables>;
export const SignUpDocument = new TypedDocumentString(`
    mutation SignUp($input: RegisterInput!) {
  register(input: $input) {
    tokens {
      refreshToken
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:471278f0844cf30e67b6f8351fccb68e8d3a52e06799b9824c0e4f311629227e"}) as unknown as TypedDocumentString<SignUpMutation, SignUpMutationVariables>;
export const HomeDocument = new TypedDocumentString(`
    query Home {
  viewer {
    organizations(first: 1) {
      nodes {
        id
        slug
      }
    }
  }
  staff {
    permissions
  }
}
    `, {"hash":"sha256:0e7c214dca6e4dcf2b4515edb6c742864ee54000f0c44d2205b9927990923b2a"}) as unknown as TypedDocumentString<HomeQuery, HomeQueryVariables>;
export const LiveDocument = new TypedDocumentString(`
    subscription Live($organization: ID!) {
  organizationChanged(organizationId: $organization) {
    type
    occurredAt
    node {
      id
    }
  }
}
    `, {"hash":"sha256:f8abc1299171c40b93b593035253b3bc5cffd1c5b2c37816d311f77656ca8916"}) as unknown as TypedDocumentString<LiveSubscription, LiveSubscriptionVariables>;
export const LogOutDocument = new TypedDocumentString(`
    mutation LogOut {
  logOut {
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:df18418f1540d3ad1ddc46256540b37cc804cc33dc79fa6e64eccd0cf030feec"}) as unknown as TypedDocumentString<LogOutMutation, LogOutMutationVariables>;