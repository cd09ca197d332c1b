/* eslint-disable */
import * as types from './graphql';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "query InvoicePage($org: String!, $invoice: ID!) {\n  organization(slug: $org) {\n    id\n    viewerPermissions\n  }\n  node(id: $invoice) {\n    __typename\n    ... on Invoice {\n      id\n      number\n      status\n      ...InvoiceFacts\n      ...InvoiceLines\n      ...PayableInvoice\n    }\n  }\n}": typeof types.InvoicePageDocument,
    "fragment PayableInvoice on Invoice {\n  id\n  amountDue {\n    amount\n    currency\n  }\n}\n\nmutation PayInvoice($input: PayInvoiceInput!) {\n  payInvoice(input: $input) {\n    payment {\n      id\n      status\n      failureCode\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.PayableInvoiceFragmentDoc,
    "query InvoicesPage($org: String!, $first: Int, $after: String, $last: Int, $before: String) {\n  organization(slug: $org) {\n    id\n    invoices(first: $first, after: $after, last: $last, before: $before) {\n      nodes {\n        id\n        ...InvoiceRow\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n}": typeof types.InvoicesPageDocument,
    "query Frame($org: String!) {\n  viewer {\n    ...FrameViewer\n  }\n  staff {\n    permissions\n  }\n  organization(slug: $org) {\n    ...FrameOrganization\n  }\n}": typeof types.FrameDocument,
    "mutation LogIn($input: LogInInput!) {\n  logIn(input: $input) {\n    tokens {\n      refreshToken\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.LogInDocument,
    "mutation SignUp($input: RegisterInput!) {\n  register(input: $input) {\n    tokens {\n      refreshToken\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.SignUpDocument,
    "query Home {\n  viewer {\n    organizations(first: 1) {\n      nodes {\n        id\n        slug\n      }\n    }\n  }\n  staff {\n    permissions\n  }\n}": typeof types.HomeDocument,
    "fragment FrameViewer on Viewer {\n  user {\n    id\n    name\n    email\n  }\n  unreadNotifications\n  organizations(first: 50) {\n    nodes {\n      id\n      slug\n      name\n    }\n  }\n}\n\nfragment FrameOrganization on Organization {\n  id\n  slug\n  name\n  viewerRole\n  viewerPermissions\n}": typeof types.FrameViewerFragmentDoc,
    "fragment InvoiceFacts on Invoice {\n  issuedAt\n  dueAt\n  paidAt\n  amountDue {\n    amount\n    currency\n  }\n  amountPaid {\n    amount\n    currency\n  }\n}": typeof types.InvoiceFactsFragmentDoc,
    "fragment InvoiceLines on Invoice {\n  pricesIncludeTax\n  lines {\n    description\n    quantity\n    periodStart\n    periodEnd\n    unitAmount {\n      amount\n      currency\n    }\n    amount {\n      amount\n      currency\n    }\n  }\n  subtotal {\n    amount\n    currency\n  }\n  discount {\n    amount\n    currency\n  }\n  creditApplied {\n    amount\n    currency\n  }\n  taxGroups {\n    category\n    rate\n    jurisdiction\n    taxable {\n      amount\n      currency\n    }\n    amount {\n      amount\n      currency\n    }\n  }\n  total {\n    amount\n    currency\n  }\n}": typeof types.InvoiceLinesFragmentDoc,
    "fragment InvoiceRow on Invoice {\n  id\n  number\n  status\n  issuedAt\n  dueAt\n  total {\n    amount\n    currency\n  }\n  amountDue {\n    amount\n    currency\n  }\n}": typeof types.InvoiceRowFragmentDoc,
    "subscription Live($organization: ID!) {\n  organizationChanged(organizationId: $organization) {\n    type\n    occurredAt\n    node {\n      id\n    }\n  }\n}": typeof types.LiveDocument,
    "mutation LogOut {\n  logOut {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.LogOutDocument,
};
const documents: Documents = {
    "query InvoicePage($org: String!, $invoice: ID!) {\n  organization(slug: $org) {\n    id\n    viewerPermissions\n  }\n  node(id: $invoice) {\n    __typename\n    ... on Invoice {\n      id\n      number\n      status\n      ...InvoiceFacts\n      ...InvoiceLines\n      ...PayableInvoice\n    }\n  }\n}": types.InvoicePageDocument,
    "fragment PayableInvoice on Invoice {\n  id\n  amountDue {\n    amount\n    currency\n  }\n}\n\nmutation PayInvoice($input: PayInvoiceInput!) {\n  payInvoice(input: $input) {\n    payment {\n      id\n      status\n      failureCode\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.PayableInvoiceFragmentDoc,
    "query InvoicesPage($org: String!, $first: Int, $after: String, $last: Int, $before: String) {\n  organization(slug: $org) {\n    id\n    invoices(first: $first, after: $after, last: $last, before: $before) {\n      nodes {\n        id\n        ...InvoiceRow\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n}": types.InvoicesPageDocument,
    "query Frame($org: String!) {\n  viewer {\n    ...FrameViewer\n  }\n  staff {\n    permissions\n  }\n  organization(slug: $org) {\n    ...FrameOrganization\n  }\n}": types.FrameDocument,
    "mutation LogIn($input: LogInInput!) {\n  logIn(input: $input) {\n    tokens {\n      refreshToken\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.LogInDocument,
    "mutation SignUp($input: RegisterInput!) {\n  register(input: $input) {\n    tokens {\n      refreshToken\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.SignUpDocument,
    "query Home {\n  viewer {\n    organizations(first: 1) {\n      nodes {\n        id\n        slug\n      }\n    }\n  }\n  staff {\n    permissions\n  }\n}": types.HomeDocument,
    "fragment FrameViewer on Viewer {\n  user {\n    id\n    name\n    email\n  }\n  unreadNotifications\n  organizations(first: 50) {\n    nodes {\n      id\n      slug\n      name\n    }\n  }\n}\n\nfragment FrameOrganization on Organization {\n  id\n  slug\n  name\n  viewerRole\n  viewerPermissions\n}": types.FrameViewerFragmentDoc,
    "fragment InvoiceFacts on Invoice {\n  issuedAt\n  dueAt\n  paidAt\n  amountDue {\n    amount\n    currency\n  }\n  amountPaid {\n    amount\n    currency\n  }\n}": types.InvoiceFactsFragmentDoc,
    "fragment InvoiceLines on Invoice {\n  pricesIncludeTax\n  lines {\n    description\n    quantity\n    periodStart\n    periodEnd\n    unitAmount {\n      amount\n      currency\n    }\n    amount {\n      amount\n      currency\n    }\n  }\n  subtotal {\n    amount\n    currency\n  }\n  discount {\n    amount\n    currency\n  }\n  creditApplied {\n    amount\n    currency\n  }\n  taxGroups {\n    category\n    rate\n    jurisdiction\n    taxable {\n      amount\n      currency\n    }\n    amount {\n      amount\n      currency\n    }\n  }\n  total {\n    amount\n    currency\n  }\n}": types.InvoiceLinesFragmentDoc,
    "fragment InvoiceRow on Invoice {\n  id\n  number\n  status\n  issuedAt\n  dueAt\n  total {\n    amount\n    currency\n  }\n  amountDue {\n    amount\n    currency\n  }\n}": types.InvoiceRowFragmentDoc,
    "subscription Live($organization: ID!) {\n  organizationChanged(organizationId: $organization) {\n    type\n    occurredAt\n    node {\n      id\n    }\n  }\n}": types.LiveDocument,
    "mutation LogOut {\n  logOut {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.LogOutDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query InvoicePage($org: String!, $invoice: ID!) {\n  organization(slug: $org) {\n    id\n    viewerPermissions\n  }\n  node(id: $invoice) {\n    __typename\n    ... on Invoice {\n      id\n      number\n      status\n      ...InvoiceFacts\n      ...InvoiceLines\n      ...PayableInvoice\n    }\n  }\n}"): typeof import('./graphql').InvoicePageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment PayableInvoice on Invoice {\n  id\n  amountDue {\n    amount\n    currency\n  }\n}\n\nmutation PayInvoice($input: PayInvoiceInput!) {\n  payInvoice(input: $input) {\n    payment {\n      id\n      status\n      failureCode\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').PayableInvoiceFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query InvoicesPage($org: String!, $first: Int, $after: String, $last: Int, $before: String) {\n  organization(slug: $org) {\n    id\n    invoices(first: $first, after: $after, last: $last, before: $before) {\n      nodes {\n        id\n        ...InvoiceRow\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n}"): typeof import('./graphql').InvoicesPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Frame($org: String!) {\n  viewer {\n    ...FrameViewer\n  }\n  staff {\n    permissions\n  }\n  organization(slug: $org) {\n    ...FrameOrganization\n  }\n}"): typeof import('./graphql').FrameDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation LogIn($input: LogInInput!) {\n  logIn(input: $input) {\n    tokens {\n      refreshToken\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').LogInDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation SignUp($input: RegisterInput!) {\n  register(input: $input) {\n    tokens {\n      refreshToken\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').SignUpDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Home {\n  viewer {\n    organizations(first: 1) {\n      nodes {\n        id\n        slug\n      }\n    }\n  }\n  staff {\n    permissions\n  }\n}"): typeof import('./graphql').HomeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment FrameViewer on Viewer {\n  user {\n    id\n    name\n    email\n  }\n  unreadNotifications\n  organizations(first: 50) {\n    nodes {\n      id\n      slug\n      name\n    }\n  }\n}\n\nfragment FrameOrganization on Organization {\n  id\n  slug\n  name\n  viewerRole\n  viewerPermissions\n}"): typeof import('./graphql').FrameViewerFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment InvoiceFacts on Invoice {\n  issuedAt\n  dueAt\n  paidAt\n  amountDue {\n    amount\n    currency\n  }\n  amountPaid {\n    amount\n    currency\n  }\n}"): typeof import('./graphql').InvoiceFactsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment InvoiceLines on Invoice {\n  pricesIncludeTax\n  lines {\n    description\n    quantity\n    periodStart\n    periodEnd\n    unitAmount {\n      amount\n      currency\n    }\n    amount {\n      amount\n      currency\n    }\n  }\n  subtotal {\n    amount\n    currency\n  }\n  discount {\n    amount\n    currency\n  }\n  creditApplied {\n    amount\n    currency\n  }\n  taxGroups {\n    category\n    rate\n    jurisdiction\n    taxable {\n      amount\n      currency\n    }\n    amount {\n      amount\n      currency\n    }\n  }\n  total {\n    amount\n    currency\n  }\n}"): typeof import('./graphql').InvoiceLinesFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment InvoiceRow on Invoice {\n  id\n  number\n  status\n  issuedAt\n  dueAt\n  total {\n    amount\n    currency\n  }\n  amountDue {\n    amount\n    currency\n  }\n}"): typeof import('./graphql').InvoiceRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "subscription Live($organization: ID!) {\n  organizationChanged(organizationId: $organization) {\n    type\n    occurredAt\n    node {\n      id\n    }\n  }\n}"): typeof import('./graphql').LiveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation LogOut {\n  logOut {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').LogOutDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
