// The way of a new user, ready to run one after the other. `$name` in the variables is filled with what earlier answers
// have shown, or with what FIND finds: no id is copied by hand. The token is kept and sent by itself.

const key = () => crypto.randomUUID();
const INSTANCE = "id name status url region { slug } currentRelease { version status }";
const INVOICE = "id number status total { amount currency } amountDue { amount currency }";

// The newest id of each kind, for whom has not run the examples before.
export const FIND = `{
  plans { nodes { prices { id } } }
  viewer {
    organizations(first: 1) {
      nodes {
        id
        invoices(first: 1) { nodes { id } }
        instances(first: 1) { nodes { id releases(first: 5) { nodes { id status } } } }
        webhookEndpoints(first: 1) { nodes { id } }
      }
    }
  }
}`;

export const EXAMPLES = [
  {
    name: "Plans and regions (no sign-in)",
    query: `{
  plans {
    nodes { id slug name description prices { id amount { amount currency } interval } }
  }
  regions { id slug name available }
}`,
  },
  {
    name: "Register",
    query: `mutation ($input: RegisterInput!) {
  register(input: $input) {
    user { id email name }
    tokens { accessToken refreshToken expiresAt }
    userErrors { code message field }
  }
}`,
    variables: () => ({
      input: { email: `ada-${Date.now()}@example.test`, password: "correct horse battery staple", name: "Ada" },
    }),
  },
  {
    name: "Log in",
    query: `mutation ($input: LogInInput!) {
  logIn(input: $input) {
    user { id email name }
    tokens { accessToken refreshToken expiresAt }
    userErrors { code message field }
  }
}`,
    variables: ({ email = "", password = "" }) => ({ input: { email, password } }),
  },
  {
    name: "Refresh tokens",
    query: `mutation ($input: RefreshTokensInput!) {
  refreshTokens(input: $input) {
    tokens { accessToken refreshToken expiresAt }
    userErrors { code message field }
  }
}`,
    variables: () => ({ input: { refreshToken: "$refreshToken" } }),
  },
  {
    name: "Viewer",
    query: `{
  viewer {
    user { id email name }
    organizations { nodes { id slug name viewerRole viewerPermissions } }
    sessions { nodes { id current userAgent lastUsedAt } }
  }
}`,
  },
  {
    name: "Create an organization",
    query: `mutation ($input: CreateOrganizationInput!) {
  createOrganization(input: $input) {
    organization { id slug name viewerRole }
    userErrors { code message field }
  }
}`,
    variables: () => ({ input: { name: "Ada's sites", idempotencyKey: key() } }),
  },
  {
    name: "Preview an order",
    query: `query ($input: PreviewOrderInput!) {
  previewOrder(input: $input) {
    lines { description quantity unitAmount { amount currency } amount { amount } reason }
    subtotal { amount } taxGroups { category rate amount { amount } } total { amount currency }
    token expiresAt
  }
}`,
    variables: () => ({ input: { organizationId: "$org", items: [{ priceId: "$price", name: "my-site" }] } }),
  },
  {
    name: "Place an order",
    query: `mutation ($input: PlaceOrderInput!) {
  placeOrder(input: $input) {
    subscriptions { id status instance { id name status } }
    invoice { ${INVOICE} }
    userErrors { code message field }
  }
}`,
    variables: () => ({
      input: { organizationId: "$org", items: [{ priceId: "$price", name: "my-site" }], idempotencyKey: key() },
    }),
  },
  {
    name: "Pay the invoice",
    query: `mutation ($input: PayInvoiceInput!) {
  payInvoice(input: $input) {
    invoice { ${INVOICE} }
    payment { id status failureCode }
    userErrors { code message field }
  }
}`,
    variables: () => ({ input: { invoiceId: "$inv", provider: "test", token: "tok_ok", idempotencyKey: key() } }),
  },
  {
    name: "Instances of my organizations",
    query: `{
  viewer {
    organizations {
      nodes { slug instances { nodes { ${INSTANCE} subscription { id status price { amount { amount currency } } } } } }
    }
  }
}`,
  },
  {
    name: "Watch everything in an organization (subscription)",
    query: `subscription ($organizationId: ID!) {
  organizationChanged(organizationId: $organizationId) {
    type occurredAt
    node { __typename id ... on Instance { status url } ... on Operation { kind work: status progress } ... on Invoice { payment: status } }
  }
}`,
    variables: () => ({ organizationId: "$org" }),
  },
  {
    name: "Watch an instance become active (subscription)",
    query: `subscription ($organizationId: ID!) {
  instanceUpdated(organizationId: $organizationId) { ${INSTANCE} }
}`,
    variables: () => ({ organizationId: "$org" }),
  },
  {
    name: "Deploy an archive (choose a file below)",
    query: `mutation ($input: DeployReleaseInput!) {
  deployRelease(input: $input) {
    release { id version status sizeBytes fileCount }
    operation { id status progress }
    userErrors { code message field }
  }
}`,
    variables: () => ({ input: { instanceId: "$ins", archive: null } }),
  },
  {
    name: "Releases and operations",
    query: `{
  viewer {
    organizations(first: 1) {
      nodes {
        slug
        instances(first: 5) {
          nodes {
            ${INSTANCE}
            releases(first: 5) { nodes { id version status sizeBytes createdAt } }
            operations(first: 5) { nodes { id kind status progress steps { name status } error { code message } } }
          }
        }
      }
    }
  }
}`,
  },
  {
    name: "Roll back",
    query: `mutation ($input: RollBackReleaseInput!) {
  rollBackRelease(input: $input) {
    release { id version status } operation { id status }
    userErrors { code message field }
  }
}`,
    variables: () => ({ input: { instanceId: "$ins", releaseId: "$earlier" } }),
  },
  {
    name: "Invite a colleague",
    query: `mutation ($input: InviteMemberInput!) {
  inviteMember(input: $input) {
    invitation { id email role status expiresAt } acceptUrl
    userErrors { code message field }
  }
}`,
    variables: () => ({ input: { organizationId: "$org", email: "grace@example.test", role: "DEVELOPER", idempotencyKey: key() } }),
  },
  {
    name: "Have events posted to a server (webhook)",
    query: `mutation ($input: CreateWebhookEndpointInput!) {
  createWebhookEndpoint(input: $input) {
    webhookEndpoint { id url eventTypes enabled }
    secret
    userErrors { code message field }
  }
}`,
    variables: () => ({
      input: { organizationId: "$org", url: "http://127.0.0.1:9000/hook", eventTypes: ["billing.*"], idempotencyKey: key() },
    }),
  },
  {
    name: "Send a test event to the webhook",
    query: `mutation ($input: SendTestEventInput!) {
  sendTestEvent(input: $input) {
    webhookDelivery { id status }
    userErrors { code message field }
  }
}`,
    variables: () => ({ input: { webhookEndpointId: "$whe" } }),
  },
  {
    name: "What was posted to the webhook",
    query: `{
  viewer {
    organizations(first: 1) {
      nodes {
        slug
        webhookEndpoints(first: 5) {
          nodes {
            id url enabled disabledReason failingSince
            deliveries(first: 5) { nodes { id eventType status attempts responseStatus latencyMs error nextAttemptAt request { body } response { body } } }
          }
        }
      }
    }
  }
}`,
  },
  {
    name: "My feed, and what I want to hear of",
    query: `{
  viewer {
    unreadNotifications
    notifications { nodes { id title body eventType readAt createdAt subject { __typename id } } }
    notificationPreferences { language topics { topic mail inApp alwaysOn } }
  }
}`,
  },
  {
    name: "Watch my feed (subscription)",
    query: `subscription {
  notificationReceived { id title body createdAt subject { __typename id } }
}`,
  },
  {
    name: "The record of an organization, and whether it is whole",
    query: `{
  viewer {
    organizations(first: 1) {
      nodes {
        slug
        auditVerification { valid events firstBrokenId }
        auditEvents(filter: { type: "billing.*" }, first: 10) {
          nodes { id type occurredAt actor subject changes { field before after } event hash }
        }
      }
    }
  }
}`,
  },
  {
    name: "Terminate an instance",
    query: `mutation ($input: TerminateInstanceInput!) {
  terminateInstance(input: $input) {
    instance { id status } operation { id status }
    userErrors { code message field }
  }
}`,
    variables: () => ({ input: { instanceId: "$ins" } }),
  },
];
