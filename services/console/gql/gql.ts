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
    "query AuditPage($org: String!, $filter: AuditFilter, $verify: Boolean!, $first: Int, $after: String, $last: Int, $before: String) {\n  organization(slug: $org) {\n    id\n    members(first: 100) {\n      nodes {\n        id\n        user {\n          id\n          name\n        }\n      }\n    }\n    auditEvents(\n      filter: $filter\n      first: $first\n      after: $after\n      last: $last\n      before: $before\n    ) {\n      nodes {\n        id\n        ...EventRow\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n    auditVerification @include(if: $verify) {\n      ...Verification\n    }\n  }\n}": typeof types.AuditPageDocument,
    "query InstanceDangerPage($org: String!, $instance: ID!) {\n  organization(slug: $org) {\n    id\n    viewerRole\n    viewerPermissions\n    ...InstanceOrganization\n  }\n  node(id: $instance) {\n    __typename\n    ... on Instance {\n      id\n      name\n      status\n      url\n      organization {\n        id\n      }\n      ...InstanceFrame\n    }\n  }\n}": typeof types.InstanceDangerPageDocument,
    "mutation TerminateInstance($input: TerminateInstanceInput!) {\n  terminateInstance(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.TerminateInstanceDocument,
    "mutation DeployRelease($input: DeployReleaseInput!) {\n  deployRelease(input: $input) {\n    release {\n      id\n      version\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.DeployReleaseDocument,
    "query InstanceEventsPage($org: String!, $instance: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n  organization(slug: $org) {\n    id\n    auditEvents(\n      filter: {subject: $instance}\n      first: $first\n      after: $after\n      last: $last\n      before: $before\n    ) {\n      nodes {\n        id\n        ...EventRow\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n    members(first: 50) {\n      nodes {\n        user {\n          id\n          name\n        }\n      }\n    }\n    ...InstanceOrganization\n  }\n  node(id: $instance) {\n    __typename\n    ... on Instance {\n      id\n      organization {\n        id\n      }\n      ...InstanceFrame\n    }\n  }\n}": typeof types.InstanceEventsPageDocument,
    "query OperationsPage($org: String!, $instance: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n  organization(slug: $org) {\n    id\n    ...InstanceOrganization\n  }\n  node(id: $instance) {\n    __typename\n    ... on Instance {\n      id\n      organization {\n        id\n      }\n      operations(first: $first, after: $after, last: $last, before: $before) {\n        nodes {\n          id\n          ...OperationCard\n        }\n        pageInfo {\n          hasNextPage\n          hasPreviousPage\n          startCursor\n          endCursor\n        }\n      }\n      ...InstanceFrame\n    }\n  }\n}": typeof types.OperationsPageDocument,
    "query InstancePage($org: String!, $instance: ID!) {\n  organization(slug: $org) {\n    id\n    ...InstanceOrganization\n  }\n  node(id: $instance) {\n    __typename\n    ... on Instance {\n      id\n      status\n      organization {\n        id\n      }\n      currentRelease {\n        id\n        ...ReleaseFacts\n      }\n      operations(first: 1) {\n        nodes {\n          id\n          ...OperationCard\n        }\n      }\n      ...InstanceFrame\n      ...InstanceFacts\n    }\n  }\n}": typeof types.InstancePageDocument,
    "query ReleasesPage($org: String!, $instance: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n  organization(slug: $org) {\n    id\n    ...InstanceOrganization\n  }\n  node(id: $instance) {\n    __typename\n    ... on Instance {\n      id\n      status\n      organization {\n        id\n      }\n      releases(first: $first, after: $after, last: $last, before: $before) {\n        nodes {\n          id\n          version\n          status\n          ...ReleaseRow\n        }\n        pageInfo {\n          hasNextPage\n          hasPreviousPage\n          startCursor\n          endCursor\n        }\n      }\n      ...InstanceFrame\n    }\n  }\n}": typeof types.ReleasesPageDocument,
    "mutation RollBackRelease($input: RollBackReleaseInput!) {\n  rollBackRelease(input: $input) {\n    operation {\n      id\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.RollBackReleaseDocument,
    "query InstancesPage($org: String!, $first: Int, $after: String, $last: Int, $before: String) {\n  organization(slug: $org) {\n    id\n    viewerRole\n    viewerPermissions\n    instances(first: $first, after: $after, last: $last, before: $before) {\n      nodes {\n        id\n        ...InstanceRow\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n}": typeof types.InstancesPageDocument,
    "query InvoicePage($org: String!, $invoice: ID!) {\n  organization(slug: $org) {\n    id\n    name\n    viewerPermissions\n  }\n  node(id: $invoice) {\n    __typename\n    ... on Invoice {\n      id\n      number\n      status\n      organization {\n        id\n      }\n      ...InvoiceFacts\n      ...InvoiceLines\n      ...PayableInvoice\n      ...PaymentList\n    }\n  }\n}": typeof types.InvoicePageDocument,
    "query InvoicesPage($org: String!, $first: Int, $after: String, $last: Int, $before: String) {\n  organization(slug: $org) {\n    id\n    invoices(first: $first, after: $after, last: $last, before: $before) {\n      nodes {\n        id\n        ...InvoiceRow\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n}": typeof types.InvoicesPageDocument,
    "query Frame($org: String!) {\n  viewer {\n    ...FrameViewer\n  }\n  staff {\n    permissions\n  }\n  organization(slug: $org) {\n    ...FrameOrganization\n  }\n}": typeof types.FrameDocument,
    "mutation ChangeMemberRole($input: ChangeMemberRoleInput!) {\n  changeMemberRole(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation RemoveMember($input: RemoveMemberInput!) {\n  removeMember(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation InviteMember($input: InviteMemberInput!) {\n  inviteMember(input: $input) {\n    acceptUrl\n    invitation {\n      id\n      email\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation RevokeInvitation($input: RevokeInvitationInput!) {\n  revokeInvitation(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.ChangeMemberRoleDocument,
    "query MembersPage($org: String!, $first: Int, $after: String, $last: Int, $before: String) {\n  viewer {\n    user {\n      id\n    }\n  }\n  organization(slug: $org) {\n    id\n    name\n    viewerRole\n    viewerPermissions\n    members(first: $first, after: $after, last: $last, before: $before) {\n      nodes {\n        id\n        role\n        user {\n          id\n          name\n          email\n        }\n        ...MemberRow\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n    invitations(first: 100) {\n      nodes {\n        id\n        email\n        status\n        ...InvitationRow\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n  }\n}": typeof types.MembersPageDocument,
    "query OrderPage($org: String!, $price: ID!) {\n  organization(slug: $org) {\n    id\n    viewerPermissions\n  }\n  regions {\n    id\n    name\n    available\n  }\n  node(id: $price) {\n    __typename\n    ... on Price {\n      id\n      interval\n      intervalCount\n      trialDays\n      amount {\n        amount\n        currency\n      }\n      plan {\n        id\n        name\n        description\n        kind\n      }\n    }\n  }\n}\n\nquery OrderPreviewed($input: PreviewOrderInput!) {\n  previewOrder(input: $input) {\n    token\n    ...OrderPreviewLines\n  }\n}\n\nmutation PlaceOrder($input: PlaceOrderInput!) {\n  placeOrder(input: $input) {\n    invoice {\n      id\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.OrderPageDocument,
    "query PlansPage($org: String!) {\n  organization(slug: $org) {\n    id\n    viewerPermissions\n  }\n  plans(first: 100) {\n    nodes {\n      id\n      kind\n      prices {\n        id\n        interval\n        intervalCount\n        amount {\n          currency\n        }\n      }\n      ...PlanCard\n    }\n  }\n}": typeof types.PlansPageDocument,
    "query TimelinePage($org: String!, $invoice: ID!) {\n  organization(slug: $org) {\n    id\n    viewerPermissions\n  }\n  node(id: $invoice) {\n    __typename\n    ... on Invoice {\n      id\n      number\n      status\n      createdAt\n      organization {\n        id\n      }\n      ...PayableInvoice\n      ...OrderTimeline\n    }\n  }\n}\n\nquery OrderEvents($org: String!, $from: DateTime!) {\n  organization(slug: $org) {\n    id\n    auditEvents(filter: {from: $from}, last: 100) {\n      nodes {\n        id\n        ...OrderEvent\n      }\n    }\n  }\n}": typeof types.TimelinePageDocument,
    "query OverviewPage($org: String!) {\n  organization(slug: $org) {\n    id\n    name\n    viewerPermissions\n    viewerRole\n    instances(first: 9) {\n      nodes {\n        id\n        ...SiteCard\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n    invoices(first: 25) {\n      nodes {\n        id\n        status\n        ...OwedInvoice\n      }\n    }\n  }\n  viewer {\n    notifications(first: 25) {\n      nodes {\n        id\n        organization {\n          id\n        }\n        ...Happened\n      }\n    }\n  }\n}": typeof types.OverviewPageDocument,
    "query SettingsPage($org: String!) {\n  organization(slug: $org) {\n    id\n    slug\n    name\n    createdAt\n    viewerRole\n    viewerPermissions\n    brand {\n      name\n      color\n      logoUrl\n      supportEmail\n      legalFooter\n    }\n  }\n}": typeof types.SettingsPageDocument,
    "mutation UpdateOrganization($input: UpdateOrganizationInput!) {\n  updateOrganization(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation UpdateBrand($input: UpdateBrandInput!) {\n  updateBrand(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.UpdateOrganizationDocument,
    "query DeliveryPage($org: String!, $delivery: ID!) {\n  organization(slug: $org) {\n    id\n    viewerRole\n    viewerPermissions\n  }\n  node(id: $delivery) {\n    __typename\n    ... on WebhookDelivery {\n      id\n      eventId\n      eventType\n      status\n      attempts\n      createdAt\n      finishedAt\n      nextAttemptAt\n      request {\n        headers\n        body\n      }\n      response {\n        headers\n        body\n      }\n      webhookEndpoint {\n        id\n        url\n        organization {\n          id\n        }\n      }\n      ...AttemptLog\n    }\n  }\n}": typeof types.DeliveryPageDocument,
    "mutation ResendWebhookDelivery($input: ResendWebhookDeliveryInput!) {\n  resendWebhookDelivery(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.ResendWebhookDeliveryDocument,
    "query EditWebhookPage($org: String!, $endpoint: ID!) {\n  organization(slug: $org) {\n    id\n    viewerRole\n    viewerPermissions\n  }\n  node(id: $endpoint) {\n    __typename\n    ... on WebhookEndpoint {\n      id\n      url\n      description\n      eventTypes\n      version\n      organization {\n        id\n      }\n    }\n  }\n}": typeof types.EditWebhookPageDocument,
    "mutation UpdateWebhookEndpoint($input: UpdateWebhookEndpointInput!) {\n  updateWebhookEndpoint(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.UpdateWebhookEndpointDocument,
    "query WebhookPage($org: String!, $endpoint: ID!, $status: WebhookDeliveryStatus, $first: Int, $after: String, $last: Int, $before: String) {\n  organization(slug: $org) {\n    id\n    viewerRole\n    viewerPermissions\n  }\n  node(id: $endpoint) {\n    __typename\n    ... on WebhookEndpoint {\n      id\n      url\n      description\n      eventTypes\n      enabled\n      disabledAt\n      disabledReason\n      failingSince\n      createdAt\n      organization {\n        id\n      }\n      ...EndpointState\n      deliveries(\n        status: $status\n        first: $first\n        after: $after\n        last: $last\n        before: $before\n      ) {\n        nodes {\n          id\n          status\n          ...DeliveryRow\n        }\n        pageInfo {\n          hasNextPage\n          hasPreviousPage\n          startCursor\n          endCursor\n        }\n      }\n    }\n  }\n}": typeof types.WebhookPageDocument,
    "mutation SwitchWebhookEndpoint($input: UpdateWebhookEndpointInput!) {\n  updateWebhookEndpoint(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation RotateWebhookSecret($input: RotateWebhookSecretInput!) {\n  rotateWebhookSecret(input: $input) {\n    secret\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation SendTestEvent($input: SendTestEventInput!) {\n  sendTestEvent(input: $input) {\n    webhookDelivery {\n      id\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation ResendWebhookDeliveries($input: ResendWebhookDeliveriesInput!) {\n  resendWebhookDeliveries(input: $input) {\n    resent\n    more\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation DeleteWebhookEndpoint($input: DeleteWebhookEndpointInput!) {\n  deleteWebhookEndpoint(input: $input) {\n    deletedId\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.SwitchWebhookEndpointDocument,
    "mutation CreateWebhookEndpoint($input: CreateWebhookEndpointInput!) {\n  createWebhookEndpoint(input: $input) {\n    secret\n    webhookEndpoint {\n      id\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.CreateWebhookEndpointDocument,
    "query NewWebhookPage($org: String!) {\n  organization(slug: $org) {\n    id\n    viewerRole\n    viewerPermissions\n  }\n}": typeof types.NewWebhookPageDocument,
    "query WebhooksPage($org: String!, $first: Int, $after: String, $last: Int, $before: String) {\n  organization(slug: $org) {\n    id\n    viewerRole\n    viewerPermissions\n    webhookEndpoints(first: $first, after: $after, last: $last, before: $before) {\n      nodes {\n        id\n        ...EndpointRow\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n}": typeof types.WebhooksPageDocument,
    "query PreferencesPage {\n  viewer {\n    notificationPreferences {\n      language\n      topics {\n        topic\n        alwaysOn\n        mail\n        inApp\n      }\n    }\n  }\n}\n\nmutation UpdatePreferences($input: UpdateNotificationPreferencesInput!) {\n  updateNotificationPreferences(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.PreferencesPageDocument,
    "query AccountPage {\n  viewer {\n    user {\n      id\n      name\n      email\n      emailVerified\n      language\n      createdAt\n    }\n  }\n}\n\nmutation UpdateProfile($input: UpdateProfileInput!) {\n  updateProfile(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation ChangePassword($input: ChangePasswordInput!) {\n  changePassword(input: $input) {\n    endedSessions\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation RequestEmailVerification {\n  requestEmailVerification {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.AccountPageDocument,
    "query SessionsPage($first: Int, $after: String, $last: Int, $before: String) {\n  viewer {\n    sessions(first: $first, after: $after, last: $last, before: $before) {\n      nodes {\n        id\n        ...SessionRow\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n}\n\nmutation RevokeSession($input: RevokeSessionInput!) {\n  revokeSession(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.SessionsPageDocument,
    "query PersonalFrame {\n  viewer {\n    ...FrameViewer\n  }\n  staff {\n    permissions\n  }\n}": typeof types.PersonalFrameDocument,
    "query NotificationsPage($unread: Boolean, $first: Int, $after: String, $last: Int, $before: String) {\n  viewer {\n    unreadNotifications\n    notifications(\n      unread: $unread\n      first: $first\n      after: $after\n      last: $last\n      before: $before\n    ) {\n      nodes {\n        id\n        readAt\n        ...NotificationEntry\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n}\n\nquery UnreadNotifications {\n  viewer {\n    notifications(unread: true, first: 100) {\n      nodes {\n        id\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n  }\n}\n\nmutation MarkNotificationsRead($input: MarkNotificationsReadInput!) {\n  markNotificationsRead(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.NotificationsPageDocument,
    "mutation CreateOrganization($input: CreateOrganizationInput!) {\n  createOrganization(input: $input) {\n    organization {\n      id\n      slug\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.CreateOrganizationDocument,
    "query NewOrganizationPage {\n  viewer {\n    user {\n      id\n      name\n    }\n    organizations(first: 1) {\n      nodes {\n        id\n      }\n    }\n  }\n}": typeof types.NewOrganizationPageDocument,
    "mutation RequestPasswordReset($input: RequestPasswordResetInput!) {\n  requestPasswordReset(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.RequestPasswordResetDocument,
    "mutation AcceptInvitation($input: AcceptInvitationInput!) {\n  acceptInvitation(input: $input) {\n    organization {\n      id\n      slug\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.AcceptInvitationDocument,
    "query AcceptInvitationPage {\n  viewer {\n    user {\n      id\n      name\n      email\n    }\n  }\n}": typeof types.AcceptInvitationPageDocument,
    "mutation LogIn($input: LogInInput!) {\n  logIn(input: $input) {\n    tokens {\n      refreshToken\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.LogInDocument,
    "mutation ResetPassword($input: ResetPasswordInput!) {\n  resetPassword(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.ResetPasswordDocument,
    "mutation SignUp($input: RegisterInput!) {\n  register(input: $input) {\n    tokens {\n      refreshToken\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.SignUpDocument,
    "query VerifyEmailPage {\n  viewer {\n    user {\n      id\n      email\n      emailVerified\n    }\n  }\n}": typeof types.VerifyEmailPageDocument,
    "mutation VerifyEmail($input: VerifyEmailInput!) {\n  verifyEmail(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation ResendEmailVerification {\n  requestEmailVerification {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.VerifyEmailDocument,
    "query StaffCapacityPage {\n  staff {\n    capacity {\n      region {\n        id\n        name\n        slug\n        available\n      }\n      nodes {\n        id\n        ...NodeRoom\n      }\n    }\n  }\n}": typeof types.StaffCapacityPageDocument,
    "query StaffDeadLetterPage($id: ID!) {\n  staff {\n    permissions\n    deadLetter(id: $id) {\n      id\n      queue\n      messageId\n      eventType\n      subjectId\n      cause\n      attempts\n      deaths\n      state\n      firstDiedAt\n      lastDiedAt\n      bodyBytes\n      received {\n        text\n        json\n        headers {\n          name\n          value\n        }\n      }\n    }\n  }\n}": typeof types.StaffDeadLetterPageDocument,
    "query StaffDeadLettersPage($service: PlatformService!, $first: Int, $after: String) {\n  staff {\n    deadLetters(service: $service, first: $first, after: $after) {\n      nodes {\n        id\n        ...LetterRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}": typeof types.StaffDeadLettersPageDocument,
    "query StaffFrame {\n  viewer {\n    ...FrameViewer\n  }\n  staff {\n    permissions\n  }\n}": typeof types.StaffFrameDocument,
    "query StaffOperationsPage($statuses: [OperationStatus!], $first: Int, $after: String) {\n  staff {\n    permissions\n    operations(statuses: $statuses, first: $first, after: $after) {\n      nodes {\n        id\n        ...OperationRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}": typeof types.StaffOperationsPageDocument,
    "query StaffOrdersPage($first: Int, $paid: String, $live: String) {\n  staff {\n    permissions\n    paidNotLive: strayInstances(kind: PAID_NOT_LIVE, first: $first, after: $paid) {\n      nodes {\n        id\n        ...StrayRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n    liveNotPaid: strayInstances(kind: LIVE_NOT_PAID, first: $first, after: $live) {\n      nodes {\n        id\n        ...StrayRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}": typeof types.StaffOrdersPageDocument,
    "query StaffOrganizationPage($id: ID!) {\n  staff {\n    permissions\n  }\n  node(id: $id) {\n    __typename\n    ... on Organization {\n      id\n      slug\n      name\n      createdAt\n      members(first: 20) {\n        nodes {\n          id\n          user {\n            id\n            name\n          }\n          ...MemberRow\n        }\n        pageInfo {\n          hasNextPage\n        }\n      }\n      instances(first: 20) {\n        nodes {\n          id\n          ...InstanceRow\n        }\n        pageInfo {\n          hasNextPage\n        }\n      }\n      subscriptions(first: 20) {\n        nodes {\n          id\n          ...SubscriptionRow\n        }\n        pageInfo {\n          hasNextPage\n        }\n      }\n      invoices(first: 10) {\n        nodes {\n          id\n          ...InvoiceRow\n        }\n        pageInfo {\n          hasNextPage\n        }\n      }\n    }\n  }\n}\n\nquery StaffOrganizationEvents($id: ID!) {\n  node(id: $id) {\n    __typename\n    ... on Organization {\n      id\n      auditEvents(first: 10) {\n        nodes {\n          id\n          ...EventRow\n        }\n        pageInfo {\n          hasNextPage\n        }\n      }\n    }\n  }\n}": typeof types.StaffOrganizationPageDocument,
    "query StaffPage {\n  staff {\n    revenue(days: 30) {\n      ...RevenueByDay\n    }\n    failed: operations(statuses: [FAILED], first: 100) {\n      nodes {\n        id\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n    paidNotLive: strayInstances(kind: PAID_NOT_LIVE, first: 100) {\n      nodes {\n        id\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n    liveNotPaid: strayInstances(kind: LIVE_NOT_PAID, first: 100) {\n      nodes {\n        id\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n  }\n}": typeof types.StaffPageDocument,
    "query StaffSearchPage($text: String!, $searching: Boolean!, $first: Int, $after: String) {\n  staff {\n    search(text: $text) @include(if: $searching) {\n      organizations {\n        id\n        ...OrganizationRow\n      }\n      users {\n        user {\n          id\n        }\n        ...UserRow\n      }\n      invoices {\n        id\n        ...FoundInvoice\n      }\n      node {\n        id\n        ...FoundNode\n      }\n    }\n    organizations(first: $first, after: $after) @skip(if: $searching) {\n      nodes {\n        id\n        ...OrganizationRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}": typeof types.StaffSearchPageDocument,
    "query Home {\n  viewer {\n    organizations(first: 1) {\n      nodes {\n        id\n        slug\n      }\n    }\n  }\n  staff {\n    permissions\n  }\n}": typeof types.HomeDocument,
    "query InstanceAddress($instance: ID!) {\n  node(id: $instance) {\n    __typename\n    ... on Instance {\n      id\n      organization {\n        slug\n      }\n    }\n  }\n}": typeof types.InstanceAddressDocument,
    "query InvoiceAddress($invoice: ID!) {\n  node(id: $invoice) {\n    __typename\n    ... on Invoice {\n      id\n      organization {\n        slug\n      }\n    }\n  }\n}": typeof types.InvoiceAddressDocument,
    "query OrganizationAddress($organization: ID!) {\n  node(id: $organization) {\n    __typename\n    ... on Organization {\n      id\n      slug\n    }\n  }\n}": typeof types.OrganizationAddressDocument,
    "query EndpointAddress($endpoint: ID!) {\n  node(id: $endpoint) {\n    __typename\n    ... on WebhookEndpoint {\n      id\n      organization {\n        slug\n      }\n    }\n  }\n}": typeof types.EndpointAddressDocument,
    "fragment Verification on AuditVerification {\n  valid\n  events\n  recomputed\n  restVerifiedAt\n  firstBrokenId\n  heads {\n    class\n    hash\n    sequence\n  }\n}": typeof types.VerificationFragmentDoc,
    "fragment EventRow on AuditEvent {\n  id\n  type\n  occurredAt\n  actor\n  subject\n  sequence\n  sessionId\n  origin {\n    ipAddress\n    userAgent\n  }\n  changes {\n    field\n    before\n    after\n  }\n  event\n}": typeof types.EventRowFragmentDoc,
    "fragment FrameViewer on Viewer {\n  user {\n    id\n    name\n    email\n  }\n  unreadNotifications\n  organizations(first: 50) {\n    nodes {\n      id\n      slug\n      name\n    }\n  }\n}\n\nfragment FrameOrganization on Organization {\n  id\n  slug\n  name\n  viewerRole\n  viewerPermissions\n}": typeof types.FrameViewerFragmentDoc,
    "fragment InstanceFacts on Instance {\n  url\n  kind\n  createdAt\n  region {\n    name\n  }\n  subscription {\n    status\n    currentPeriodEnd\n    cancelAtPeriodEnd\n    price {\n      amount {\n        amount\n        currency\n      }\n      interval\n      intervalCount\n      plan {\n        name\n      }\n    }\n  }\n}": typeof types.InstanceFactsFragmentDoc,
    "fragment InstanceFrame on Instance {\n  id\n  name\n  status\n  url\n}\n\nfragment InstanceOrganization on Organization {\n  id\n  slug\n  viewerRole\n  viewerPermissions\n}": typeof types.InstanceFrameFragmentDoc,
    "fragment InstanceRow on Instance {\n  id\n  name\n  status\n  url\n  createdAt\n  region {\n    name\n  }\n}": typeof types.InstanceRowFragmentDoc,
    "fragment InvitationRow on Invitation {\n  id\n  email\n  role\n  status\n  expiresAt\n}": typeof types.InvitationRowFragmentDoc,
    "fragment InvoiceFacts on Invoice {\n  number\n  status\n  createdAt\n  issuedAt\n  dueAt\n  paidAt\n  amountDue {\n    amount\n    currency\n  }\n  amountPaid {\n    amount\n    currency\n  }\n}": typeof types.InvoiceFactsFragmentDoc,
    "fragment InvoiceLines on Invoice {\n  pricesIncludeTax\n  lines {\n    description\n    quantity\n    periodStart\n    periodEnd\n    unitAmount {\n      amount\n      currency\n    }\n    amount {\n      amount\n      currency\n    }\n  }\n  subtotal {\n    amount\n    currency\n  }\n  discount {\n    amount\n    currency\n  }\n  creditApplied {\n    amount\n    currency\n  }\n  taxGroups {\n    category\n    rate\n    jurisdiction\n    taxable {\n      amount\n      currency\n    }\n    amount {\n      amount\n      currency\n    }\n  }\n  total {\n    amount\n    currency\n  }\n}": typeof types.InvoiceLinesFragmentDoc,
    "fragment InvoiceRow on Invoice {\n  id\n  number\n  status\n  issuedAt\n  dueAt\n  total {\n    amount\n    currency\n  }\n  amountDue {\n    amount\n    currency\n  }\n}": typeof types.InvoiceRowFragmentDoc,
    "fragment PayableInvoice on Invoice {\n  id\n  status\n  amountDue {\n    amount\n    currency\n  }\n  payments {\n    id\n    status\n  }\n}\n\nmutation PayInvoice($input: PayInvoiceInput!) {\n  payInvoice(input: $input) {\n    payment {\n      id\n      status\n      failureCode\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.PayableInvoiceFragmentDoc,
    "fragment PaymentList on Invoice {\n  payments {\n    id\n    status\n    createdAt\n    failureCode\n    amount {\n      amount\n      currency\n    }\n    amountRefunded {\n      amount\n      currency\n    }\n  }\n}": typeof types.PaymentListFragmentDoc,
    "mutation VoidInvoice($input: VoidInvoiceInput!) {\n  voidInvoice(input: $input) {\n    invoice {\n      id\n      status\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.VoidInvoiceDocument,
    "fragment MemberRow on Membership {\n  id\n  role\n  createdAt\n  user {\n    id\n    name\n    email\n  }\n}": typeof types.MemberRowFragmentDoc,
    "fragment NotificationEntry on Notification {\n  id\n  title\n  body\n  createdAt\n  readAt\n  organization {\n    name\n    slug\n  }\n  subject {\n    __typename\n    id\n  }\n}": typeof types.NotificationEntryFragmentDoc,
    "fragment OperationCard on Operation {\n  id\n  kind\n  status\n  progress\n  startedAt\n  finishedAt\n  steps {\n    name\n    status\n    startedAt\n    finishedAt\n  }\n  error {\n    code\n    message\n    retryable\n  }\n}": typeof types.OperationCardFragmentDoc,
    "fragment OrderPreviewLines on OrderPreview {\n  pricesIncludeTax\n  expiresAt\n  lines {\n    description\n    reason\n    quantity\n    periodStart\n    periodEnd\n    amount {\n      amount\n      currency\n    }\n  }\n  subtotal {\n    amount\n    currency\n  }\n  discount {\n    amount\n    currency\n  }\n  taxGroups {\n    category\n    rate\n    jurisdiction\n    taxable {\n      amount\n      currency\n    }\n    amount {\n      amount\n      currency\n    }\n  }\n  total {\n    amount\n    currency\n  }\n}": typeof types.OrderPreviewLinesFragmentDoc,
    "fragment OrderTimeline on Invoice {\n  id\n  number\n  status\n  createdAt\n  issuedAt\n  dueAt\n  paidAt\n  total {\n    amount\n    currency\n  }\n  payments {\n    id\n    status\n    createdAt\n    failureCode\n  }\n  subscriptions {\n    id\n    price {\n      id\n      plan {\n        id\n        name\n      }\n    }\n    instance {\n      id\n      name\n      status\n      url\n      createdAt\n      region {\n        id\n        name\n      }\n      operations(last: 20) {\n        nodes {\n          id\n          kind\n          status\n          startedAt\n          finishedAt\n          error {\n            code\n          }\n          steps {\n            name\n            status\n            startedAt\n            finishedAt\n          }\n        }\n      }\n    }\n  }\n}\n\nfragment OrderEvent on AuditEvent {\n  id\n  type\n  subject\n  occurredAt\n  event\n}": typeof types.OrderTimelineFragmentDoc,
    "fragment Happened on Notification {\n  id\n  title\n  createdAt\n  subject {\n    __typename\n    id\n  }\n}": typeof types.HappenedFragmentDoc,
    "fragment OwedInvoice on Invoice {\n  id\n  number\n  status\n  createdAt\n  dueAt\n  amountDue {\n    amount\n    currency\n  }\n  lines {\n    description\n  }\n  payments {\n    id\n    status\n  }\n}": typeof types.OwedInvoiceFragmentDoc,
    "fragment SiteCard on Instance {\n  id\n  name\n  status\n  url\n  region {\n    id\n    name\n  }\n}": typeof types.SiteCardFragmentDoc,
    "fragment PlanCard on Plan {\n  id\n  name\n  description\n  kind\n  prices {\n    id\n    interval\n    intervalCount\n    trialDays\n    amount {\n      amount\n      currency\n    }\n  }\n}": typeof types.PlanCardFragmentDoc,
    "fragment ReleaseFacts on Release {\n  version\n  status\n  sizeBytes\n  fileCount\n  createdAt\n}": typeof types.ReleaseFactsFragmentDoc,
    "fragment ReleaseRow on Release {\n  id\n  version\n  status\n  sizeBytes\n  fileCount\n  createdAt\n}": typeof types.ReleaseRowFragmentDoc,
    "fragment SessionRow on Session {\n  id\n  current\n  createdAt\n  lastUsedAt\n  expiresAt\n  ipAddress\n  userAgent\n}": typeof types.SessionRowFragmentDoc,
    "mutation RetryDeadLetter($input: RetryDeadLetterInput!) {\n  retryDeadLetter(input: $input) {\n    deadLetter {\n      id\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation DropDeadLetter($input: DropDeadLetterInput!) {\n  dropDeadLetter(input: $input) {\n    deadLetter {\n      id\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.RetryDeadLetterDocument,
    "fragment FoundInvoice on Invoice {\n  organization {\n    id\n    slug\n    name\n  }\n  ...InvoiceRow\n}": typeof types.FoundInvoiceFragmentDoc,
    "fragment FoundNode on Node {\n  __typename\n  id\n  ... on Instance {\n    name\n    instanceOrganization: organization {\n      id\n      slug\n      name\n    }\n  }\n  ... on Operation {\n    kind\n    instance {\n      id\n      name\n      organization {\n        id\n        slug\n        name\n      }\n    }\n  }\n  ... on Subscription {\n    subscribed: instance {\n      id\n      name\n      organization {\n        id\n        slug\n        name\n      }\n    }\n  }\n}": typeof types.FoundNodeFragmentDoc,
    "fragment LetterRow on DeadLetter {\n  id\n  queue\n  eventType\n  subjectId\n  cause\n  deaths\n  lastDiedAt\n}": typeof types.LetterRowFragmentDoc,
    "fragment NodeAmount on Capacity {\n  cpuMilli\n  memoryMib\n  diskBytes\n  instances\n}\n\nfragment NodeRoom on NodeCapacity {\n  id\n  name\n  cordoned\n  total {\n    ...NodeAmount\n  }\n  placed {\n    ...NodeAmount\n  }\n  reserved {\n    ...NodeAmount\n  }\n}": typeof types.NodeAmountFragmentDoc,
    "fragment OperationRow on Operation {\n  id\n  kind\n  status\n  createdAt\n  error {\n    code\n    message\n  }\n  instance {\n    id\n    name\n    status\n    organization {\n      id\n      slug\n      name\n    }\n  }\n}": typeof types.OperationRowFragmentDoc,
    "fragment OrganizationRow on Organization {\n  id\n  slug\n  name\n  createdAt\n}": typeof types.OrganizationRowFragmentDoc,
    "mutation RepairInstance($input: RepairInstanceInput!) {\n  repairInstance(input: $input) {\n    operation {\n      id\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.RepairInstanceDocument,
    "fragment RevenueByDay on RevenueDay {\n  day\n  invoices\n  total {\n    amount\n    currency\n  }\n}": typeof types.RevenueByDayFragmentDoc,
    "fragment StrayRow on Instance {\n  id\n  name\n  status\n  createdAt\n  region {\n    name\n  }\n  organization {\n    id\n    slug\n    name\n  }\n}": typeof types.StrayRowFragmentDoc,
    "fragment SubscriptionRow on Subscription {\n  id\n  status\n  currentPeriodEnd\n  createdAt\n  price {\n    amount {\n      amount\n      currency\n    }\n    interval\n    intervalCount\n    plan {\n      name\n    }\n  }\n  instance {\n    id\n    name\n  }\n}": typeof types.SubscriptionRowFragmentDoc,
    "fragment UserRow on StaffUser {\n  user {\n    id\n    name\n    email\n    emailVerified\n    createdAt\n  }\n  organizations {\n    id\n    name\n  }\n}": typeof types.UserRowFragmentDoc,
    "fragment AttemptLog on WebhookDelivery {\n  attemptLog {\n    at\n    error\n    latencyMs\n    responseStatus\n  }\n}": typeof types.AttemptLogFragmentDoc,
    "fragment DeliveryRow on WebhookDelivery {\n  id\n  eventType\n  status\n  attempts\n  responseStatus\n  createdAt\n}": typeof types.DeliveryRowFragmentDoc,
    "fragment EndpointRow on WebhookEndpoint {\n  id\n  url\n  description\n  eventTypes\n  createdAt\n  ...EndpointState\n}": typeof types.EndpointRowFragmentDoc,
    "fragment EndpointState on WebhookEndpoint {\n  enabled\n  disabledReason\n  failingSince\n}": typeof types.EndpointStateFragmentDoc,
    "subscription Live($organization: ID!) {\n  organizationChanged(organizationId: $organization) {\n    type\n    occurredAt\n    node {\n      id\n    }\n  }\n}": typeof types.LiveDocument,
    "mutation LogOut {\n  logOut {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.LogOutDocument,
};
const documents: Documents = {
    "query AuditPage($org: String!, $filter: AuditFilter, $verify: Boolean!, $first: Int, $after: String, $last: Int, $before: String) {\n  organization(slug: $org) {\n    id\n    members(first: 100) {\n      nodes {\n        id\n        user {\n          id\n          name\n        }\n      }\n    }\n    auditEvents(\n      filter: $filter\n      first: $first\n      after: $after\n      last: $last\n      before: $before\n    ) {\n      nodes {\n        id\n        ...EventRow\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n    auditVerification @include(if: $verify) {\n      ...Verification\n    }\n  }\n}": types.AuditPageDocument,
    "query InstanceDangerPage($org: String!, $instance: ID!) {\n  organization(slug: $org) {\n    id\n    viewerRole\n    viewerPermissions\n    ...InstanceOrganization\n  }\n  node(id: $instance) {\n    __typename\n    ... on Instance {\n      id\n      name\n      status\n      url\n      organization {\n        id\n      }\n      ...InstanceFrame\n    }\n  }\n}": types.InstanceDangerPageDocument,
    "mutation TerminateInstance($input: TerminateInstanceInput!) {\n  terminateInstance(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.TerminateInstanceDocument,
    "mutation DeployRelease($input: DeployReleaseInput!) {\n  deployRelease(input: $input) {\n    release {\n      id\n      version\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.DeployReleaseDocument,
    "query InstanceEventsPage($org: String!, $instance: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n  organization(slug: $org) {\n    id\n    auditEvents(\n      filter: {subject: $instance}\n      first: $first\n      after: $after\n      last: $last\n      before: $before\n    ) {\n      nodes {\n        id\n        ...EventRow\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n    members(first: 50) {\n      nodes {\n        user {\n          id\n          name\n        }\n      }\n    }\n    ...InstanceOrganization\n  }\n  node(id: $instance) {\n    __typename\n    ... on Instance {\n      id\n      organization {\n        id\n      }\n      ...InstanceFrame\n    }\n  }\n}": types.InstanceEventsPageDocument,
    "query OperationsPage($org: String!, $instance: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n  organization(slug: $org) {\n    id\n    ...InstanceOrganization\n  }\n  node(id: $instance) {\n    __typename\n    ... on Instance {\n      id\n      organization {\n        id\n      }\n      operations(first: $first, after: $after, last: $last, before: $before) {\n        nodes {\n          id\n          ...OperationCard\n        }\n        pageInfo {\n          hasNextPage\n          hasPreviousPage\n          startCursor\n          endCursor\n        }\n      }\n      ...InstanceFrame\n    }\n  }\n}": types.OperationsPageDocument,
    "query InstancePage($org: String!, $instance: ID!) {\n  organization(slug: $org) {\n    id\n    ...InstanceOrganization\n  }\n  node(id: $instance) {\n    __typename\n    ... on Instance {\n      id\n      status\n      organization {\n        id\n      }\n      currentRelease {\n        id\n        ...ReleaseFacts\n      }\n      operations(first: 1) {\n        nodes {\n          id\n          ...OperationCard\n        }\n      }\n      ...InstanceFrame\n      ...InstanceFacts\n    }\n  }\n}": types.InstancePageDocument,
    "query ReleasesPage($org: String!, $instance: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n  organization(slug: $org) {\n    id\n    ...InstanceOrganization\n  }\n  node(id: $instance) {\n    __typename\n    ... on Instance {\n      id\n      status\n      organization {\n        id\n      }\n      releases(first: $first, after: $after, last: $last, before: $before) {\n        nodes {\n          id\n          version\n          status\n          ...ReleaseRow\n        }\n        pageInfo {\n          hasNextPage\n          hasPreviousPage\n          startCursor\n          endCursor\n        }\n      }\n      ...InstanceFrame\n    }\n  }\n}": types.ReleasesPageDocument,
    "mutation RollBackRelease($input: RollBackReleaseInput!) {\n  rollBackRelease(input: $input) {\n    operation {\n      id\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.RollBackReleaseDocument,
    "query InstancesPage($org: String!, $first: Int, $after: String, $last: Int, $before: String) {\n  organization(slug: $org) {\n    id\n    viewerRole\n    viewerPermissions\n    instances(first: $first, after: $after, last: $last, before: $before) {\n      nodes {\n        id\n        ...InstanceRow\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n}": types.InstancesPageDocument,
    "query InvoicePage($org: String!, $invoice: ID!) {\n  organization(slug: $org) {\n    id\n    name\n    viewerPermissions\n  }\n  node(id: $invoice) {\n    __typename\n    ... on Invoice {\n      id\n      number\n      status\n      organization {\n        id\n      }\n      ...InvoiceFacts\n      ...InvoiceLines\n      ...PayableInvoice\n      ...PaymentList\n    }\n  }\n}": types.InvoicePageDocument,
    "query InvoicesPage($org: String!, $first: Int, $after: String, $last: Int, $before: String) {\n  organization(slug: $org) {\n    id\n    invoices(first: $first, after: $after, last: $last, before: $before) {\n      nodes {\n        id\n        ...InvoiceRow\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n}": types.InvoicesPageDocument,
    "query Frame($org: String!) {\n  viewer {\n    ...FrameViewer\n  }\n  staff {\n    permissions\n  }\n  organization(slug: $org) {\n    ...FrameOrganization\n  }\n}": types.FrameDocument,
    "mutation ChangeMemberRole($input: ChangeMemberRoleInput!) {\n  changeMemberRole(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation RemoveMember($input: RemoveMemberInput!) {\n  removeMember(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation InviteMember($input: InviteMemberInput!) {\n  inviteMember(input: $input) {\n    acceptUrl\n    invitation {\n      id\n      email\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation RevokeInvitation($input: RevokeInvitationInput!) {\n  revokeInvitation(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.ChangeMemberRoleDocument,
    "query MembersPage($org: String!, $first: Int, $after: String, $last: Int, $before: String) {\n  viewer {\n    user {\n      id\n    }\n  }\n  organization(slug: $org) {\n    id\n    name\n    viewerRole\n    viewerPermissions\n    members(first: $first, after: $after, last: $last, before: $before) {\n      nodes {\n        id\n        role\n        user {\n          id\n          name\n          email\n        }\n        ...MemberRow\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n    invitations(first: 100) {\n      nodes {\n        id\n        email\n        status\n        ...InvitationRow\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n  }\n}": types.MembersPageDocument,
    "query OrderPage($org: String!, $price: ID!) {\n  organization(slug: $org) {\n    id\n    viewerPermissions\n  }\n  regions {\n    id\n    name\n    available\n  }\n  node(id: $price) {\n    __typename\n    ... on Price {\n      id\n      interval\n      intervalCount\n      trialDays\n      amount {\n        amount\n        currency\n      }\n      plan {\n        id\n        name\n        description\n        kind\n      }\n    }\n  }\n}\n\nquery OrderPreviewed($input: PreviewOrderInput!) {\n  previewOrder(input: $input) {\n    token\n    ...OrderPreviewLines\n  }\n}\n\nmutation PlaceOrder($input: PlaceOrderInput!) {\n  placeOrder(input: $input) {\n    invoice {\n      id\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.OrderPageDocument,
    "query PlansPage($org: String!) {\n  organization(slug: $org) {\n    id\n    viewerPermissions\n  }\n  plans(first: 100) {\n    nodes {\n      id\n      kind\n      prices {\n        id\n        interval\n        intervalCount\n        amount {\n          currency\n        }\n      }\n      ...PlanCard\n    }\n  }\n}": types.PlansPageDocument,
    "query TimelinePage($org: String!, $invoice: ID!) {\n  organization(slug: $org) {\n    id\n    viewerPermissions\n  }\n  node(id: $invoice) {\n    __typename\n    ... on Invoice {\n      id\n      number\n      status\n      createdAt\n      organization {\n        id\n      }\n      ...PayableInvoice\n      ...OrderTimeline\n    }\n  }\n}\n\nquery OrderEvents($org: String!, $from: DateTime!) {\n  organization(slug: $org) {\n    id\n    auditEvents(filter: {from: $from}, last: 100) {\n      nodes {\n        id\n        ...OrderEvent\n      }\n    }\n  }\n}": types.TimelinePageDocument,
    "query OverviewPage($org: String!) {\n  organization(slug: $org) {\n    id\n    name\n    viewerPermissions\n    viewerRole\n    instances(first: 9) {\n      nodes {\n        id\n        ...SiteCard\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n    invoices(first: 25) {\n      nodes {\n        id\n        status\n        ...OwedInvoice\n      }\n    }\n  }\n  viewer {\n    notifications(first: 25) {\n      nodes {\n        id\n        organization {\n          id\n        }\n        ...Happened\n      }\n    }\n  }\n}": types.OverviewPageDocument,
    "query SettingsPage($org: String!) {\n  organization(slug: $org) {\n    id\n    slug\n    name\n    createdAt\n    viewerRole\n    viewerPermissions\n    brand {\n      name\n      color\n      logoUrl\n      supportEmail\n      legalFooter\n    }\n  }\n}": types.SettingsPageDocument,
    "mutation UpdateOrganization($input: UpdateOrganizationInput!) {\n  updateOrganization(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation UpdateBrand($input: UpdateBrandInput!) {\n  updateBrand(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.UpdateOrganizationDocument,
    "query DeliveryPage($org: String!, $delivery: ID!) {\n  organization(slug: $org) {\n    id\n    viewerRole\n    viewerPermissions\n  }\n  node(id: $delivery) {\n    __typename\n    ... on WebhookDelivery {\n      id\n      eventId\n      eventType\n      status\n      attempts\n      createdAt\n      finishedAt\n      nextAttemptAt\n      request {\n        headers\n        body\n      }\n      response {\n        headers\n        body\n      }\n      webhookEndpoint {\n        id\n        url\n        organization {\n          id\n        }\n      }\n      ...AttemptLog\n    }\n  }\n}": types.DeliveryPageDocument,
    "mutation ResendWebhookDelivery($input: ResendWebhookDeliveryInput!) {\n  resendWebhookDelivery(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.ResendWebhookDeliveryDocument,
    "query EditWebhookPage($org: String!, $endpoint: ID!) {\n  organization(slug: $org) {\n    id\n    viewerRole\n    viewerPermissions\n  }\n  node(id: $endpoint) {\n    __typename\n    ... on WebhookEndpoint {\n      id\n      url\n      description\n      eventTypes\n      version\n      organization {\n        id\n      }\n    }\n  }\n}": types.EditWebhookPageDocument,
    "mutation UpdateWebhookEndpoint($input: UpdateWebhookEndpointInput!) {\n  updateWebhookEndpoint(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.UpdateWebhookEndpointDocument,
    "query WebhookPage($org: String!, $endpoint: ID!, $status: WebhookDeliveryStatus, $first: Int, $after: String, $last: Int, $before: String) {\n  organization(slug: $org) {\n    id\n    viewerRole\n    viewerPermissions\n  }\n  node(id: $endpoint) {\n    __typename\n    ... on WebhookEndpoint {\n      id\n      url\n      description\n      eventTypes\n      enabled\n      disabledAt\n      disabledReason\n      failingSince\n      createdAt\n      organization {\n        id\n      }\n      ...EndpointState\n      deliveries(\n        status: $status\n        first: $first\n        after: $after\n        last: $last\n        before: $before\n      ) {\n        nodes {\n          id\n          status\n          ...DeliveryRow\n        }\n        pageInfo {\n          hasNextPage\n          hasPreviousPage\n          startCursor\n          endCursor\n        }\n      }\n    }\n  }\n}": types.WebhookPageDocument,
    "mutation SwitchWebhookEndpoint($input: UpdateWebhookEndpointInput!) {\n  updateWebhookEndpoint(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation RotateWebhookSecret($input: RotateWebhookSecretInput!) {\n  rotateWebhookSecret(input: $input) {\n    secret\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation SendTestEvent($input: SendTestEventInput!) {\n  sendTestEvent(input: $input) {\n    webhookDelivery {\n      id\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation ResendWebhookDeliveries($input: ResendWebhookDeliveriesInput!) {\n  resendWebhookDeliveries(input: $input) {\n    resent\n    more\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation DeleteWebhookEndpoint($input: DeleteWebhookEndpointInput!) {\n  deleteWebhookEndpoint(input: $input) {\n    deletedId\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.SwitchWebhookEndpointDocument,
    "mutation CreateWebhookEndpoint($input: CreateWebhookEndpointInput!) {\n  createWebhookEndpoint(input: $input) {\n    secret\n    webhookEndpoint {\n      id\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.CreateWebhookEndpointDocument,
    "query NewWebhookPage($org: String!) {\n  organization(slug: $org) {\n    id\n    viewerRole\n    viewerPermissions\n  }\n}": types.NewWebhookPageDocument,
    "query WebhooksPage($org: String!, $first: Int, $after: String, $last: Int, $before: String) {\n  organization(slug: $org) {\n    id\n    viewerRole\n    viewerPermissions\n    webhookEndpoints(first: $first, after: $after, last: $last, before: $before) {\n      nodes {\n        id\n        ...EndpointRow\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n}": types.WebhooksPageDocument,
    "query PreferencesPage {\n  viewer {\n    notificationPreferences {\n      language\n      topics {\n        topic\n        alwaysOn\n        mail\n        inApp\n      }\n    }\n  }\n}\n\nmutation UpdatePreferences($input: UpdateNotificationPreferencesInput!) {\n  updateNotificationPreferences(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.PreferencesPageDocument,
    "query AccountPage {\n  viewer {\n    user {\n      id\n      name\n      email\n      emailVerified\n      language\n      createdAt\n    }\n  }\n}\n\nmutation UpdateProfile($input: UpdateProfileInput!) {\n  updateProfile(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation ChangePassword($input: ChangePasswordInput!) {\n  changePassword(input: $input) {\n    endedSessions\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation RequestEmailVerification {\n  requestEmailVerification {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.AccountPageDocument,
    "query SessionsPage($first: Int, $after: String, $last: Int, $before: String) {\n  viewer {\n    sessions(first: $first, after: $after, last: $last, before: $before) {\n      nodes {\n        id\n        ...SessionRow\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n}\n\nmutation RevokeSession($input: RevokeSessionInput!) {\n  revokeSession(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.SessionsPageDocument,
    "query PersonalFrame {\n  viewer {\n    ...FrameViewer\n  }\n  staff {\n    permissions\n  }\n}": types.PersonalFrameDocument,
    "query NotificationsPage($unread: Boolean, $first: Int, $after: String, $last: Int, $before: String) {\n  viewer {\n    unreadNotifications\n    notifications(\n      unread: $unread\n      first: $first\n      after: $after\n      last: $last\n      before: $before\n    ) {\n      nodes {\n        id\n        readAt\n        ...NotificationEntry\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n}\n\nquery UnreadNotifications {\n  viewer {\n    notifications(unread: true, first: 100) {\n      nodes {\n        id\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n  }\n}\n\nmutation MarkNotificationsRead($input: MarkNotificationsReadInput!) {\n  markNotificationsRead(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.NotificationsPageDocument,
    "mutation CreateOrganization($input: CreateOrganizationInput!) {\n  createOrganization(input: $input) {\n    organization {\n      id\n      slug\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.CreateOrganizationDocument,
    "query NewOrganizationPage {\n  viewer {\n    user {\n      id\n      name\n    }\n    organizations(first: 1) {\n      nodes {\n        id\n      }\n    }\n  }\n}": types.NewOrganizationPageDocument,
    "mutation RequestPasswordReset($input: RequestPasswordResetInput!) {\n  requestPasswordReset(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.RequestPasswordResetDocument,
    "mutation AcceptInvitation($input: AcceptInvitationInput!) {\n  acceptInvitation(input: $input) {\n    organization {\n      id\n      slug\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.AcceptInvitationDocument,
    "query AcceptInvitationPage {\n  viewer {\n    user {\n      id\n      name\n      email\n    }\n  }\n}": types.AcceptInvitationPageDocument,
    "mutation LogIn($input: LogInInput!) {\n  logIn(input: $input) {\n    tokens {\n      refreshToken\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.LogInDocument,
    "mutation ResetPassword($input: ResetPasswordInput!) {\n  resetPassword(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.ResetPasswordDocument,
    "mutation SignUp($input: RegisterInput!) {\n  register(input: $input) {\n    tokens {\n      refreshToken\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.SignUpDocument,
    "query VerifyEmailPage {\n  viewer {\n    user {\n      id\n      email\n      emailVerified\n    }\n  }\n}": types.VerifyEmailPageDocument,
    "mutation VerifyEmail($input: VerifyEmailInput!) {\n  verifyEmail(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation ResendEmailVerification {\n  requestEmailVerification {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.VerifyEmailDocument,
    "query StaffCapacityPage {\n  staff {\n    capacity {\n      region {\n        id\n        name\n        slug\n        available\n      }\n      nodes {\n        id\n        ...NodeRoom\n      }\n    }\n  }\n}": types.StaffCapacityPageDocument,
    "query StaffDeadLetterPage($id: ID!) {\n  staff {\n    permissions\n    deadLetter(id: $id) {\n      id\n      queue\n      messageId\n      eventType\n      subjectId\n      cause\n      attempts\n      deaths\n      state\n      firstDiedAt\n      lastDiedAt\n      bodyBytes\n      received {\n        text\n        json\n        headers {\n          name\n          value\n        }\n      }\n    }\n  }\n}": types.StaffDeadLetterPageDocument,
    "query StaffDeadLettersPage($service: PlatformService!, $first: Int, $after: String) {\n  staff {\n    deadLetters(service: $service, first: $first, after: $after) {\n      nodes {\n        id\n        ...LetterRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}": types.StaffDeadLettersPageDocument,
    "query StaffFrame {\n  viewer {\n    ...FrameViewer\n  }\n  staff {\n    permissions\n  }\n}": types.StaffFrameDocument,
    "query StaffOperationsPage($statuses: [OperationStatus!], $first: Int, $after: String) {\n  staff {\n    permissions\n    operations(statuses: $statuses, first: $first, after: $after) {\n      nodes {\n        id\n        ...OperationRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}": types.StaffOperationsPageDocument,
    "query StaffOrdersPage($first: Int, $paid: String, $live: String) {\n  staff {\n    permissions\n    paidNotLive: strayInstances(kind: PAID_NOT_LIVE, first: $first, after: $paid) {\n      nodes {\n        id\n        ...StrayRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n    liveNotPaid: strayInstances(kind: LIVE_NOT_PAID, first: $first, after: $live) {\n      nodes {\n        id\n        ...StrayRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}": types.StaffOrdersPageDocument,
    "query StaffOrganizationPage($id: ID!) {\n  staff {\n    permissions\n  }\n  node(id: $id) {\n    __typename\n    ... on Organization {\n      id\n      slug\n      name\n      createdAt\n      members(first: 20) {\n        nodes {\n          id\n          user {\n            id\n            name\n          }\n          ...MemberRow\n        }\n        pageInfo {\n          hasNextPage\n        }\n      }\n      instances(first: 20) {\n        nodes {\n          id\n          ...InstanceRow\n        }\n        pageInfo {\n          hasNextPage\n        }\n      }\n      subscriptions(first: 20) {\n        nodes {\n          id\n          ...SubscriptionRow\n        }\n        pageInfo {\n          hasNextPage\n        }\n      }\n      invoices(first: 10) {\n        nodes {\n          id\n          ...InvoiceRow\n        }\n        pageInfo {\n          hasNextPage\n        }\n      }\n    }\n  }\n}\n\nquery StaffOrganizationEvents($id: ID!) {\n  node(id: $id) {\n    __typename\n    ... on Organization {\n      id\n      auditEvents(first: 10) {\n        nodes {\n          id\n          ...EventRow\n        }\n        pageInfo {\n          hasNextPage\n        }\n      }\n    }\n  }\n}": types.StaffOrganizationPageDocument,
    "query StaffPage {\n  staff {\n    revenue(days: 30) {\n      ...RevenueByDay\n    }\n    failed: operations(statuses: [FAILED], first: 100) {\n      nodes {\n        id\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n    paidNotLive: strayInstances(kind: PAID_NOT_LIVE, first: 100) {\n      nodes {\n        id\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n    liveNotPaid: strayInstances(kind: LIVE_NOT_PAID, first: 100) {\n      nodes {\n        id\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n  }\n}": types.StaffPageDocument,
    "query StaffSearchPage($text: String!, $searching: Boolean!, $first: Int, $after: String) {\n  staff {\n    search(text: $text) @include(if: $searching) {\n      organizations {\n        id\n        ...OrganizationRow\n      }\n      users {\n        user {\n          id\n        }\n        ...UserRow\n      }\n      invoices {\n        id\n        ...FoundInvoice\n      }\n      node {\n        id\n        ...FoundNode\n      }\n    }\n    organizations(first: $first, after: $after) @skip(if: $searching) {\n      nodes {\n        id\n        ...OrganizationRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}": types.StaffSearchPageDocument,
    "query Home {\n  viewer {\n    organizations(first: 1) {\n      nodes {\n        id\n        slug\n      }\n    }\n  }\n  staff {\n    permissions\n  }\n}": types.HomeDocument,
    "query InstanceAddress($instance: ID!) {\n  node(id: $instance) {\n    __typename\n    ... on Instance {\n      id\n      organization {\n        slug\n      }\n    }\n  }\n}": types.InstanceAddressDocument,
    "query InvoiceAddress($invoice: ID!) {\n  node(id: $invoice) {\n    __typename\n    ... on Invoice {\n      id\n      organization {\n        slug\n      }\n    }\n  }\n}": types.InvoiceAddressDocument,
    "query OrganizationAddress($organization: ID!) {\n  node(id: $organization) {\n    __typename\n    ... on Organization {\n      id\n      slug\n    }\n  }\n}": types.OrganizationAddressDocument,
    "query EndpointAddress($endpoint: ID!) {\n  node(id: $endpoint) {\n    __typename\n    ... on WebhookEndpoint {\n      id\n      organization {\n        slug\n      }\n    }\n  }\n}": types.EndpointAddressDocument,
    "fragment Verification on AuditVerification {\n  valid\n  events\n  recomputed\n  restVerifiedAt\n  firstBrokenId\n  heads {\n    class\n    hash\n    sequence\n  }\n}": types.VerificationFragmentDoc,
    "fragment EventRow on AuditEvent {\n  id\n  type\n  occurredAt\n  actor\n  subject\n  sequence\n  sessionId\n  origin {\n    ipAddress\n    userAgent\n  }\n  changes {\n    field\n    before\n    after\n  }\n  event\n}": types.EventRowFragmentDoc,
    "fragment FrameViewer on Viewer {\n  user {\n    id\n    name\n    email\n  }\n  unreadNotifications\n  organizations(first: 50) {\n    nodes {\n      id\n      slug\n      name\n    }\n  }\n}\n\nfragment FrameOrganization on Organization {\n  id\n  slug\n  name\n  viewerRole\n  viewerPermissions\n}": types.FrameViewerFragmentDoc,
    "fragment InstanceFacts on Instance {\n  url\n  kind\n  createdAt\n  region {\n    name\n  }\n  subscription {\n    status\n    currentPeriodEnd\n    cancelAtPeriodEnd\n    price {\n      amount {\n        amount\n        currency\n      }\n      interval\n      intervalCount\n      plan {\n        name\n      }\n    }\n  }\n}": types.InstanceFactsFragmentDoc,
    "fragment InstanceFrame on Instance {\n  id\n  name\n  status\n  url\n}\n\nfragment InstanceOrganization on Organization {\n  id\n  slug\n  viewerRole\n  viewerPermissions\n}": types.InstanceFrameFragmentDoc,
    "fragment InstanceRow on Instance {\n  id\n  name\n  status\n  url\n  createdAt\n  region {\n    name\n  }\n}": types.InstanceRowFragmentDoc,
    "fragment InvitationRow on Invitation {\n  id\n  email\n  role\n  status\n  expiresAt\n}": types.InvitationRowFragmentDoc,
    "fragment InvoiceFacts on Invoice {\n  number\n  status\n  createdAt\n  issuedAt\n  dueAt\n  paidAt\n  amountDue {\n    amount\n    currency\n  }\n  amountPaid {\n    amount\n    currency\n  }\n}": types.InvoiceFactsFragmentDoc,
    "fragment InvoiceLines on Invoice {\n  pricesIncludeTax\n  lines {\n    description\n    quantity\n    periodStart\n    periodEnd\n    unitAmount {\n      amount\n      currency\n    }\n    amount {\n      amount\n      currency\n    }\n  }\n  subtotal {\n    amount\n    currency\n  }\n  discount {\n    amount\n    currency\n  }\n  creditApplied {\n    amount\n    currency\n  }\n  taxGroups {\n    category\n    rate\n    jurisdiction\n    taxable {\n      amount\n      currency\n    }\n    amount {\n      amount\n      currency\n    }\n  }\n  total {\n    amount\n    currency\n  }\n}": types.InvoiceLinesFragmentDoc,
    "fragment InvoiceRow on Invoice {\n  id\n  number\n  status\n  issuedAt\n  dueAt\n  total {\n    amount\n    currency\n  }\n  amountDue {\n    amount\n    currency\n  }\n}": types.InvoiceRowFragmentDoc,
    "fragment PayableInvoice on Invoice {\n  id\n  status\n  amountDue {\n    amount\n    currency\n  }\n  payments {\n    id\n    status\n  }\n}\n\nmutation PayInvoice($input: PayInvoiceInput!) {\n  payInvoice(input: $input) {\n    payment {\n      id\n      status\n      failureCode\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.PayableInvoiceFragmentDoc,
    "fragment PaymentList on Invoice {\n  payments {\n    id\n    status\n    createdAt\n    failureCode\n    amount {\n      amount\n      currency\n    }\n    amountRefunded {\n      amount\n      currency\n    }\n  }\n}": types.PaymentListFragmentDoc,
    "mutation VoidInvoice($input: VoidInvoiceInput!) {\n  voidInvoice(input: $input) {\n    invoice {\n      id\n      status\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.VoidInvoiceDocument,
    "fragment MemberRow on Membership {\n  id\n  role\n  createdAt\n  user {\n    id\n    name\n    email\n  }\n}": types.MemberRowFragmentDoc,
    "fragment NotificationEntry on Notification {\n  id\n  title\n  body\n  createdAt\n  readAt\n  organization {\n    name\n    slug\n  }\n  subject {\n    __typename\n    id\n  }\n}": types.NotificationEntryFragmentDoc,
    "fragment OperationCard on Operation {\n  id\n  kind\n  status\n  progress\n  startedAt\n  finishedAt\n  steps {\n    name\n    status\n    startedAt\n    finishedAt\n  }\n  error {\n    code\n    message\n    retryable\n  }\n}": types.OperationCardFragmentDoc,
    "fragment OrderPreviewLines on OrderPreview {\n  pricesIncludeTax\n  expiresAt\n  lines {\n    description\n    reason\n    quantity\n    periodStart\n    periodEnd\n    amount {\n      amount\n      currency\n    }\n  }\n  subtotal {\n    amount\n    currency\n  }\n  discount {\n    amount\n    currency\n  }\n  taxGroups {\n    category\n    rate\n    jurisdiction\n    taxable {\n      amount\n      currency\n    }\n    amount {\n      amount\n      currency\n    }\n  }\n  total {\n    amount\n    currency\n  }\n}": types.OrderPreviewLinesFragmentDoc,
    "fragment OrderTimeline on Invoice {\n  id\n  number\n  status\n  createdAt\n  issuedAt\n  dueAt\n  paidAt\n  total {\n    amount\n    currency\n  }\n  payments {\n    id\n    status\n    createdAt\n    failureCode\n  }\n  subscriptions {\n    id\n    price {\n      id\n      plan {\n        id\n        name\n      }\n    }\n    instance {\n      id\n      name\n      status\n      url\n      createdAt\n      region {\n        id\n        name\n      }\n      operations(last: 20) {\n        nodes {\n          id\n          kind\n          status\n          startedAt\n          finishedAt\n          error {\n            code\n          }\n          steps {\n            name\n            status\n            startedAt\n            finishedAt\n          }\n        }\n      }\n    }\n  }\n}\n\nfragment OrderEvent on AuditEvent {\n  id\n  type\n  subject\n  occurredAt\n  event\n}": types.OrderTimelineFragmentDoc,
    "fragment Happened on Notification {\n  id\n  title\n  createdAt\n  subject {\n    __typename\n    id\n  }\n}": types.HappenedFragmentDoc,
    "fragment OwedInvoice on Invoice {\n  id\n  number\n  status\n  createdAt\n  dueAt\n  amountDue {\n    amount\n    currency\n  }\n  lines {\n    description\n  }\n  payments {\n    id\n    status\n  }\n}": types.OwedInvoiceFragmentDoc,
    "fragment SiteCard on Instance {\n  id\n  name\n  status\n  url\n  region {\n    id\n    name\n  }\n}": types.SiteCardFragmentDoc,
    "fragment PlanCard on Plan {\n  id\n  name\n  description\n  kind\n  prices {\n    id\n    interval\n    intervalCount\n    trialDays\n    amount {\n      amount\n      currency\n    }\n  }\n}": types.PlanCardFragmentDoc,
    "fragment ReleaseFacts on Release {\n  version\n  status\n  sizeBytes\n  fileCount\n  createdAt\n}": types.ReleaseFactsFragmentDoc,
    "fragment ReleaseRow on Release {\n  id\n  version\n  status\n  sizeBytes\n  fileCount\n  createdAt\n}": types.ReleaseRowFragmentDoc,
    "fragment SessionRow on Session {\n  id\n  current\n  createdAt\n  lastUsedAt\n  expiresAt\n  ipAddress\n  userAgent\n}": types.SessionRowFragmentDoc,
    "mutation RetryDeadLetter($input: RetryDeadLetterInput!) {\n  retryDeadLetter(input: $input) {\n    deadLetter {\n      id\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation DropDeadLetter($input: DropDeadLetterInput!) {\n  dropDeadLetter(input: $input) {\n    deadLetter {\n      id\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.RetryDeadLetterDocument,
    "fragment FoundInvoice on Invoice {\n  organization {\n    id\n    slug\n    name\n  }\n  ...InvoiceRow\n}": types.FoundInvoiceFragmentDoc,
    "fragment FoundNode on Node {\n  __typename\n  id\n  ... on Instance {\n    name\n    instanceOrganization: organization {\n      id\n      slug\n      name\n    }\n  }\n  ... on Operation {\n    kind\n    instance {\n      id\n      name\n      organization {\n        id\n        slug\n        name\n      }\n    }\n  }\n  ... on Subscription {\n    subscribed: instance {\n      id\n      name\n      organization {\n        id\n        slug\n        name\n      }\n    }\n  }\n}": types.FoundNodeFragmentDoc,
    "fragment LetterRow on DeadLetter {\n  id\n  queue\n  eventType\n  subjectId\n  cause\n  deaths\n  lastDiedAt\n}": types.LetterRowFragmentDoc,
    "fragment NodeAmount on Capacity {\n  cpuMilli\n  memoryMib\n  diskBytes\n  instances\n}\n\nfragment NodeRoom on NodeCapacity {\n  id\n  name\n  cordoned\n  total {\n    ...NodeAmount\n  }\n  placed {\n    ...NodeAmount\n  }\n  reserved {\n    ...NodeAmount\n  }\n}": types.NodeAmountFragmentDoc,
    "fragment OperationRow on Operation {\n  id\n  kind\n  status\n  createdAt\n  error {\n    code\n    message\n  }\n  instance {\n    id\n    name\n    status\n    organization {\n      id\n      slug\n      name\n    }\n  }\n}": types.OperationRowFragmentDoc,
    "fragment OrganizationRow on Organization {\n  id\n  slug\n  name\n  createdAt\n}": types.OrganizationRowFragmentDoc,
    "mutation RepairInstance($input: RepairInstanceInput!) {\n  repairInstance(input: $input) {\n    operation {\n      id\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.RepairInstanceDocument,
    "fragment RevenueByDay on RevenueDay {\n  day\n  invoices\n  total {\n    amount\n    currency\n  }\n}": types.RevenueByDayFragmentDoc,
    "fragment StrayRow on Instance {\n  id\n  name\n  status\n  createdAt\n  region {\n    name\n  }\n  organization {\n    id\n    slug\n    name\n  }\n}": types.StrayRowFragmentDoc,
    "fragment SubscriptionRow on Subscription {\n  id\n  status\n  currentPeriodEnd\n  createdAt\n  price {\n    amount {\n      amount\n      currency\n    }\n    interval\n    intervalCount\n    plan {\n      name\n    }\n  }\n  instance {\n    id\n    name\n  }\n}": types.SubscriptionRowFragmentDoc,
    "fragment UserRow on StaffUser {\n  user {\n    id\n    name\n    email\n    emailVerified\n    createdAt\n  }\n  organizations {\n    id\n    name\n  }\n}": types.UserRowFragmentDoc,
    "fragment AttemptLog on WebhookDelivery {\n  attemptLog {\n    at\n    error\n    latencyMs\n    responseStatus\n  }\n}": types.AttemptLogFragmentDoc,
    "fragment DeliveryRow on WebhookDelivery {\n  id\n  eventType\n  status\n  attempts\n  responseStatus\n  createdAt\n}": types.DeliveryRowFragmentDoc,
    "fragment EndpointRow on WebhookEndpoint {\n  id\n  url\n  description\n  eventTypes\n  createdAt\n  ...EndpointState\n}": types.EndpointRowFragmentDoc,
    "fragment EndpointState on WebhookEndpoint {\n  enabled\n  disabledReason\n  failingSince\n}": types.EndpointStateFragmentDoc,
    "subscription Live($organization: ID!) {\n  organizationChanged(organizationId: $organization) {\n    type\n    occurredAt\n    node {\n      id\n    }\n  }\n}": types.LiveDocument,
    "mutation LogOut {\n  logOut {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.LogOutDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query AuditPage($org: String!, $filter: AuditFilter, $verify: Boolean!, $first: Int, $after: String, $last: Int, $before: String) {\n  organization(slug: $org) {\n    id\n    members(first: 100) {\n      nodes {\n        id\n        user {\n          id\n          name\n        }\n      }\n    }\n    auditEvents(\n      filter: $filter\n      first: $first\n      after: $after\n      last: $last\n      before: $before\n    ) {\n      nodes {\n        id\n        ...EventRow\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n    auditVerification @include(if: $verify) {\n      ...Verification\n    }\n  }\n}"): typeof import('./graphql').AuditPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query InstanceDangerPage($org: String!, $instance: ID!) {\n  organization(slug: $org) {\n    id\n    viewerRole\n    viewerPermissions\n    ...InstanceOrganization\n  }\n  node(id: $instance) {\n    __typename\n    ... on Instance {\n      id\n      name\n      status\n      url\n      organization {\n        id\n      }\n      ...InstanceFrame\n    }\n  }\n}"): typeof import('./graphql').InstanceDangerPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation TerminateInstance($input: TerminateInstanceInput!) {\n  terminateInstance(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').TerminateInstanceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation DeployRelease($input: DeployReleaseInput!) {\n  deployRelease(input: $input) {\n    release {\n      id\n      version\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').DeployReleaseDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query InstanceEventsPage($org: String!, $instance: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n  organization(slug: $org) {\n    id\n    auditEvents(\n      filter: {subject: $instance}\n      first: $first\n      after: $after\n      last: $last\n      before: $before\n    ) {\n      nodes {\n        id\n        ...EventRow\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n    members(first: 50) {\n      nodes {\n        user {\n          id\n          name\n        }\n      }\n    }\n    ...InstanceOrganization\n  }\n  node(id: $instance) {\n    __typename\n    ... on Instance {\n      id\n      organization {\n        id\n      }\n      ...InstanceFrame\n    }\n  }\n}"): typeof import('./graphql').InstanceEventsPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query OperationsPage($org: String!, $instance: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n  organization(slug: $org) {\n    id\n    ...InstanceOrganization\n  }\n  node(id: $instance) {\n    __typename\n    ... on Instance {\n      id\n      organization {\n        id\n      }\n      operations(first: $first, after: $after, last: $last, before: $before) {\n        nodes {\n          id\n          ...OperationCard\n        }\n        pageInfo {\n          hasNextPage\n          hasPreviousPage\n          startCursor\n          endCursor\n        }\n      }\n      ...InstanceFrame\n    }\n  }\n}"): typeof import('./graphql').OperationsPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query InstancePage($org: String!, $instance: ID!) {\n  organization(slug: $org) {\n    id\n    ...InstanceOrganization\n  }\n  node(id: $instance) {\n    __typename\n    ... on Instance {\n      id\n      status\n      organization {\n        id\n      }\n      currentRelease {\n        id\n        ...ReleaseFacts\n      }\n      operations(first: 1) {\n        nodes {\n          id\n          ...OperationCard\n        }\n      }\n      ...InstanceFrame\n      ...InstanceFacts\n    }\n  }\n}"): typeof import('./graphql').InstancePageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query ReleasesPage($org: String!, $instance: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n  organization(slug: $org) {\n    id\n    ...InstanceOrganization\n  }\n  node(id: $instance) {\n    __typename\n    ... on Instance {\n      id\n      status\n      organization {\n        id\n      }\n      releases(first: $first, after: $after, last: $last, before: $before) {\n        nodes {\n          id\n          version\n          status\n          ...ReleaseRow\n        }\n        pageInfo {\n          hasNextPage\n          hasPreviousPage\n          startCursor\n          endCursor\n        }\n      }\n      ...InstanceFrame\n    }\n  }\n}"): typeof import('./graphql').ReleasesPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RollBackRelease($input: RollBackReleaseInput!) {\n  rollBackRelease(input: $input) {\n    operation {\n      id\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').RollBackReleaseDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query InstancesPage($org: String!, $first: Int, $after: String, $last: Int, $before: String) {\n  organization(slug: $org) {\n    id\n    viewerRole\n    viewerPermissions\n    instances(first: $first, after: $after, last: $last, before: $before) {\n      nodes {\n        id\n        ...InstanceRow\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n}"): typeof import('./graphql').InstancesPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query InvoicePage($org: String!, $invoice: ID!) {\n  organization(slug: $org) {\n    id\n    name\n    viewerPermissions\n  }\n  node(id: $invoice) {\n    __typename\n    ... on Invoice {\n      id\n      number\n      status\n      organization {\n        id\n      }\n      ...InvoiceFacts\n      ...InvoiceLines\n      ...PayableInvoice\n      ...PaymentList\n    }\n  }\n}"): typeof import('./graphql').InvoicePageDocument;
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
export function graphql(source: "mutation ChangeMemberRole($input: ChangeMemberRoleInput!) {\n  changeMemberRole(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation RemoveMember($input: RemoveMemberInput!) {\n  removeMember(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation InviteMember($input: InviteMemberInput!) {\n  inviteMember(input: $input) {\n    acceptUrl\n    invitation {\n      id\n      email\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation RevokeInvitation($input: RevokeInvitationInput!) {\n  revokeInvitation(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').ChangeMemberRoleDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query MembersPage($org: String!, $first: Int, $after: String, $last: Int, $before: String) {\n  viewer {\n    user {\n      id\n    }\n  }\n  organization(slug: $org) {\n    id\n    name\n    viewerRole\n    viewerPermissions\n    members(first: $first, after: $after, last: $last, before: $before) {\n      nodes {\n        id\n        role\n        user {\n          id\n          name\n          email\n        }\n        ...MemberRow\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n    invitations(first: 100) {\n      nodes {\n        id\n        email\n        status\n        ...InvitationRow\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n  }\n}"): typeof import('./graphql').MembersPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query OrderPage($org: String!, $price: ID!) {\n  organization(slug: $org) {\n    id\n    viewerPermissions\n  }\n  regions {\n    id\n    name\n    available\n  }\n  node(id: $price) {\n    __typename\n    ... on Price {\n      id\n      interval\n      intervalCount\n      trialDays\n      amount {\n        amount\n        currency\n      }\n      plan {\n        id\n        name\n        description\n        kind\n      }\n    }\n  }\n}\n\nquery OrderPreviewed($input: PreviewOrderInput!) {\n  previewOrder(input: $input) {\n    token\n    ...OrderPreviewLines\n  }\n}\n\nmutation PlaceOrder($input: PlaceOrderInput!) {\n  placeOrder(input: $input) {\n    invoice {\n      id\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').OrderPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query PlansPage($org: String!) {\n  organization(slug: $org) {\n    id\n    viewerPermissions\n  }\n  plans(first: 100) {\n    nodes {\n      id\n      kind\n      prices {\n        id\n        interval\n        intervalCount\n        amount {\n          currency\n        }\n      }\n      ...PlanCard\n    }\n  }\n}"): typeof import('./graphql').PlansPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query TimelinePage($org: String!, $invoice: ID!) {\n  organization(slug: $org) {\n    id\n    viewerPermissions\n  }\n  node(id: $invoice) {\n    __typename\n    ... on Invoice {\n      id\n      number\n      status\n      createdAt\n      organization {\n        id\n      }\n      ...PayableInvoice\n      ...OrderTimeline\n    }\n  }\n}\n\nquery OrderEvents($org: String!, $from: DateTime!) {\n  organization(slug: $org) {\n    id\n    auditEvents(filter: {from: $from}, last: 100) {\n      nodes {\n        id\n        ...OrderEvent\n      }\n    }\n  }\n}"): typeof import('./graphql').TimelinePageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query OverviewPage($org: String!) {\n  organization(slug: $org) {\n    id\n    name\n    viewerPermissions\n    viewerRole\n    instances(first: 9) {\n      nodes {\n        id\n        ...SiteCard\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n    invoices(first: 25) {\n      nodes {\n        id\n        status\n        ...OwedInvoice\n      }\n    }\n  }\n  viewer {\n    notifications(first: 25) {\n      nodes {\n        id\n        organization {\n          id\n        }\n        ...Happened\n      }\n    }\n  }\n}"): typeof import('./graphql').OverviewPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query SettingsPage($org: String!) {\n  organization(slug: $org) {\n    id\n    slug\n    name\n    createdAt\n    viewerRole\n    viewerPermissions\n    brand {\n      name\n      color\n      logoUrl\n      supportEmail\n      legalFooter\n    }\n  }\n}"): typeof import('./graphql').SettingsPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation UpdateOrganization($input: UpdateOrganizationInput!) {\n  updateOrganization(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation UpdateBrand($input: UpdateBrandInput!) {\n  updateBrand(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').UpdateOrganizationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query DeliveryPage($org: String!, $delivery: ID!) {\n  organization(slug: $org) {\n    id\n    viewerRole\n    viewerPermissions\n  }\n  node(id: $delivery) {\n    __typename\n    ... on WebhookDelivery {\n      id\n      eventId\n      eventType\n      status\n      attempts\n      createdAt\n      finishedAt\n      nextAttemptAt\n      request {\n        headers\n        body\n      }\n      response {\n        headers\n        body\n      }\n      webhookEndpoint {\n        id\n        url\n        organization {\n          id\n        }\n      }\n      ...AttemptLog\n    }\n  }\n}"): typeof import('./graphql').DeliveryPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation ResendWebhookDelivery($input: ResendWebhookDeliveryInput!) {\n  resendWebhookDelivery(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').ResendWebhookDeliveryDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query EditWebhookPage($org: String!, $endpoint: ID!) {\n  organization(slug: $org) {\n    id\n    viewerRole\n    viewerPermissions\n  }\n  node(id: $endpoint) {\n    __typename\n    ... on WebhookEndpoint {\n      id\n      url\n      description\n      eventTypes\n      version\n      organization {\n        id\n      }\n    }\n  }\n}"): typeof import('./graphql').EditWebhookPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation UpdateWebhookEndpoint($input: UpdateWebhookEndpointInput!) {\n  updateWebhookEndpoint(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').UpdateWebhookEndpointDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query WebhookPage($org: String!, $endpoint: ID!, $status: WebhookDeliveryStatus, $first: Int, $after: String, $last: Int, $before: String) {\n  organization(slug: $org) {\n    id\n    viewerRole\n    viewerPermissions\n  }\n  node(id: $endpoint) {\n    __typename\n    ... on WebhookEndpoint {\n      id\n      url\n      description\n      eventTypes\n      enabled\n      disabledAt\n      disabledReason\n      failingSince\n      createdAt\n      organization {\n        id\n      }\n      ...EndpointState\n      deliveries(\n        status: $status\n        first: $first\n        after: $after\n        last: $last\n        before: $before\n      ) {\n        nodes {\n          id\n          status\n          ...DeliveryRow\n        }\n        pageInfo {\n          hasNextPage\n          hasPreviousPage\n          startCursor\n          endCursor\n        }\n      }\n    }\n  }\n}"): typeof import('./graphql').WebhookPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation SwitchWebhookEndpoint($input: UpdateWebhookEndpointInput!) {\n  updateWebhookEndpoint(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation RotateWebhookSecret($input: RotateWebhookSecretInput!) {\n  rotateWebhookSecret(input: $input) {\n    secret\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation SendTestEvent($input: SendTestEventInput!) {\n  sendTestEvent(input: $input) {\n    webhookDelivery {\n      id\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation ResendWebhookDeliveries($input: ResendWebhookDeliveriesInput!) {\n  resendWebhookDeliveries(input: $input) {\n    resent\n    more\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation DeleteWebhookEndpoint($input: DeleteWebhookEndpointInput!) {\n  deleteWebhookEndpoint(input: $input) {\n    deletedId\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').SwitchWebhookEndpointDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation CreateWebhookEndpoint($input: CreateWebhookEndpointInput!) {\n  createWebhookEndpoint(input: $input) {\n    secret\n    webhookEndpoint {\n      id\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').CreateWebhookEndpointDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query NewWebhookPage($org: String!) {\n  organization(slug: $org) {\n    id\n    viewerRole\n    viewerPermissions\n  }\n}"): typeof import('./graphql').NewWebhookPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query WebhooksPage($org: String!, $first: Int, $after: String, $last: Int, $before: String) {\n  organization(slug: $org) {\n    id\n    viewerRole\n    viewerPermissions\n    webhookEndpoints(first: $first, after: $after, last: $last, before: $before) {\n      nodes {\n        id\n        ...EndpointRow\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n}"): typeof import('./graphql').WebhooksPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query PreferencesPage {\n  viewer {\n    notificationPreferences {\n      language\n      topics {\n        topic\n        alwaysOn\n        mail\n        inApp\n      }\n    }\n  }\n}\n\nmutation UpdatePreferences($input: UpdateNotificationPreferencesInput!) {\n  updateNotificationPreferences(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').PreferencesPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query AccountPage {\n  viewer {\n    user {\n      id\n      name\n      email\n      emailVerified\n      language\n      createdAt\n    }\n  }\n}\n\nmutation UpdateProfile($input: UpdateProfileInput!) {\n  updateProfile(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation ChangePassword($input: ChangePasswordInput!) {\n  changePassword(input: $input) {\n    endedSessions\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation RequestEmailVerification {\n  requestEmailVerification {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').AccountPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query SessionsPage($first: Int, $after: String, $last: Int, $before: String) {\n  viewer {\n    sessions(first: $first, after: $after, last: $last, before: $before) {\n      nodes {\n        id\n        ...SessionRow\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n}\n\nmutation RevokeSession($input: RevokeSessionInput!) {\n  revokeSession(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').SessionsPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query PersonalFrame {\n  viewer {\n    ...FrameViewer\n  }\n  staff {\n    permissions\n  }\n}"): typeof import('./graphql').PersonalFrameDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query NotificationsPage($unread: Boolean, $first: Int, $after: String, $last: Int, $before: String) {\n  viewer {\n    unreadNotifications\n    notifications(\n      unread: $unread\n      first: $first\n      after: $after\n      last: $last\n      before: $before\n    ) {\n      nodes {\n        id\n        readAt\n        ...NotificationEntry\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n}\n\nquery UnreadNotifications {\n  viewer {\n    notifications(unread: true, first: 100) {\n      nodes {\n        id\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n  }\n}\n\nmutation MarkNotificationsRead($input: MarkNotificationsReadInput!) {\n  markNotificationsRead(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').NotificationsPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation CreateOrganization($input: CreateOrganizationInput!) {\n  createOrganization(input: $input) {\n    organization {\n      id\n      slug\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').CreateOrganizationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query NewOrganizationPage {\n  viewer {\n    user {\n      id\n      name\n    }\n    organizations(first: 1) {\n      nodes {\n        id\n      }\n    }\n  }\n}"): typeof import('./graphql').NewOrganizationPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RequestPasswordReset($input: RequestPasswordResetInput!) {\n  requestPasswordReset(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').RequestPasswordResetDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation AcceptInvitation($input: AcceptInvitationInput!) {\n  acceptInvitation(input: $input) {\n    organization {\n      id\n      slug\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').AcceptInvitationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query AcceptInvitationPage {\n  viewer {\n    user {\n      id\n      name\n      email\n    }\n  }\n}"): typeof import('./graphql').AcceptInvitationPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation LogIn($input: LogInInput!) {\n  logIn(input: $input) {\n    tokens {\n      refreshToken\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').LogInDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation ResetPassword($input: ResetPasswordInput!) {\n  resetPassword(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').ResetPasswordDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation SignUp($input: RegisterInput!) {\n  register(input: $input) {\n    tokens {\n      refreshToken\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').SignUpDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query VerifyEmailPage {\n  viewer {\n    user {\n      id\n      email\n      emailVerified\n    }\n  }\n}"): typeof import('./graphql').VerifyEmailPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation VerifyEmail($input: VerifyEmailInput!) {\n  verifyEmail(input: $input) {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation ResendEmailVerification {\n  requestEmailVerification {\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').VerifyEmailDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query StaffCapacityPage {\n  staff {\n    capacity {\n      region {\n        id\n        name\n        slug\n        available\n      }\n      nodes {\n        id\n        ...NodeRoom\n      }\n    }\n  }\n}"): typeof import('./graphql').StaffCapacityPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query StaffDeadLetterPage($id: ID!) {\n  staff {\n    permissions\n    deadLetter(id: $id) {\n      id\n      queue\n      messageId\n      eventType\n      subjectId\n      cause\n      attempts\n      deaths\n      state\n      firstDiedAt\n      lastDiedAt\n      bodyBytes\n      received {\n        text\n        json\n        headers {\n          name\n          value\n        }\n      }\n    }\n  }\n}"): typeof import('./graphql').StaffDeadLetterPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query StaffDeadLettersPage($service: PlatformService!, $first: Int, $after: String) {\n  staff {\n    deadLetters(service: $service, first: $first, after: $after) {\n      nodes {\n        id\n        ...LetterRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}"): typeof import('./graphql').StaffDeadLettersPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query StaffFrame {\n  viewer {\n    ...FrameViewer\n  }\n  staff {\n    permissions\n  }\n}"): typeof import('./graphql').StaffFrameDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query StaffOperationsPage($statuses: [OperationStatus!], $first: Int, $after: String) {\n  staff {\n    permissions\n    operations(statuses: $statuses, first: $first, after: $after) {\n      nodes {\n        id\n        ...OperationRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}"): typeof import('./graphql').StaffOperationsPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query StaffOrdersPage($first: Int, $paid: String, $live: String) {\n  staff {\n    permissions\n    paidNotLive: strayInstances(kind: PAID_NOT_LIVE, first: $first, after: $paid) {\n      nodes {\n        id\n        ...StrayRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n    liveNotPaid: strayInstances(kind: LIVE_NOT_PAID, first: $first, after: $live) {\n      nodes {\n        id\n        ...StrayRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}"): typeof import('./graphql').StaffOrdersPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query StaffOrganizationPage($id: ID!) {\n  staff {\n    permissions\n  }\n  node(id: $id) {\n    __typename\n    ... on Organization {\n      id\n      slug\n      name\n      createdAt\n      members(first: 20) {\n        nodes {\n          id\n          user {\n            id\n            name\n          }\n          ...MemberRow\n        }\n        pageInfo {\n          hasNextPage\n        }\n      }\n      instances(first: 20) {\n        nodes {\n          id\n          ...InstanceRow\n        }\n        pageInfo {\n          hasNextPage\n        }\n      }\n      subscriptions(first: 20) {\n        nodes {\n          id\n          ...SubscriptionRow\n        }\n        pageInfo {\n          hasNextPage\n        }\n      }\n      invoices(first: 10) {\n        nodes {\n          id\n          ...InvoiceRow\n        }\n        pageInfo {\n          hasNextPage\n        }\n      }\n    }\n  }\n}\n\nquery StaffOrganizationEvents($id: ID!) {\n  node(id: $id) {\n    __typename\n    ... on Organization {\n      id\n      auditEvents(first: 10) {\n        nodes {\n          id\n          ...EventRow\n        }\n        pageInfo {\n          hasNextPage\n        }\n      }\n    }\n  }\n}"): typeof import('./graphql').StaffOrganizationPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query StaffPage {\n  staff {\n    revenue(days: 30) {\n      ...RevenueByDay\n    }\n    failed: operations(statuses: [FAILED], first: 100) {\n      nodes {\n        id\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n    paidNotLive: strayInstances(kind: PAID_NOT_LIVE, first: 100) {\n      nodes {\n        id\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n    liveNotPaid: strayInstances(kind: LIVE_NOT_PAID, first: 100) {\n      nodes {\n        id\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n  }\n}"): typeof import('./graphql').StaffPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query StaffSearchPage($text: String!, $searching: Boolean!, $first: Int, $after: String) {\n  staff {\n    search(text: $text) @include(if: $searching) {\n      organizations {\n        id\n        ...OrganizationRow\n      }\n      users {\n        user {\n          id\n        }\n        ...UserRow\n      }\n      invoices {\n        id\n        ...FoundInvoice\n      }\n      node {\n        id\n        ...FoundNode\n      }\n    }\n    organizations(first: $first, after: $after) @skip(if: $searching) {\n      nodes {\n        id\n        ...OrganizationRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}"): typeof import('./graphql').StaffSearchPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Home {\n  viewer {\n    organizations(first: 1) {\n      nodes {\n        id\n        slug\n      }\n    }\n  }\n  staff {\n    permissions\n  }\n}"): typeof import('./graphql').HomeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query InstanceAddress($instance: ID!) {\n  node(id: $instance) {\n    __typename\n    ... on Instance {\n      id\n      organization {\n        slug\n      }\n    }\n  }\n}"): typeof import('./graphql').InstanceAddressDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query InvoiceAddress($invoice: ID!) {\n  node(id: $invoice) {\n    __typename\n    ... on Invoice {\n      id\n      organization {\n        slug\n      }\n    }\n  }\n}"): typeof import('./graphql').InvoiceAddressDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query OrganizationAddress($organization: ID!) {\n  node(id: $organization) {\n    __typename\n    ... on Organization {\n      id\n      slug\n    }\n  }\n}"): typeof import('./graphql').OrganizationAddressDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query EndpointAddress($endpoint: ID!) {\n  node(id: $endpoint) {\n    __typename\n    ... on WebhookEndpoint {\n      id\n      organization {\n        slug\n      }\n    }\n  }\n}"): typeof import('./graphql').EndpointAddressDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment Verification on AuditVerification {\n  valid\n  events\n  recomputed\n  restVerifiedAt\n  firstBrokenId\n  heads {\n    class\n    hash\n    sequence\n  }\n}"): typeof import('./graphql').VerificationFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment EventRow on AuditEvent {\n  id\n  type\n  occurredAt\n  actor\n  subject\n  sequence\n  sessionId\n  origin {\n    ipAddress\n    userAgent\n  }\n  changes {\n    field\n    before\n    after\n  }\n  event\n}"): typeof import('./graphql').EventRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment FrameViewer on Viewer {\n  user {\n    id\n    name\n    email\n  }\n  unreadNotifications\n  organizations(first: 50) {\n    nodes {\n      id\n      slug\n      name\n    }\n  }\n}\n\nfragment FrameOrganization on Organization {\n  id\n  slug\n  name\n  viewerRole\n  viewerPermissions\n}"): typeof import('./graphql').FrameViewerFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment InstanceFacts on Instance {\n  url\n  kind\n  createdAt\n  region {\n    name\n  }\n  subscription {\n    status\n    currentPeriodEnd\n    cancelAtPeriodEnd\n    price {\n      amount {\n        amount\n        currency\n      }\n      interval\n      intervalCount\n      plan {\n        name\n      }\n    }\n  }\n}"): typeof import('./graphql').InstanceFactsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment InstanceFrame on Instance {\n  id\n  name\n  status\n  url\n}\n\nfragment InstanceOrganization on Organization {\n  id\n  slug\n  viewerRole\n  viewerPermissions\n}"): typeof import('./graphql').InstanceFrameFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment InstanceRow on Instance {\n  id\n  name\n  status\n  url\n  createdAt\n  region {\n    name\n  }\n}"): typeof import('./graphql').InstanceRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment InvitationRow on Invitation {\n  id\n  email\n  role\n  status\n  expiresAt\n}"): typeof import('./graphql').InvitationRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment InvoiceFacts on Invoice {\n  number\n  status\n  createdAt\n  issuedAt\n  dueAt\n  paidAt\n  amountDue {\n    amount\n    currency\n  }\n  amountPaid {\n    amount\n    currency\n  }\n}"): typeof import('./graphql').InvoiceFactsFragmentDoc;
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
export function graphql(source: "fragment PayableInvoice on Invoice {\n  id\n  status\n  amountDue {\n    amount\n    currency\n  }\n  payments {\n    id\n    status\n  }\n}\n\nmutation PayInvoice($input: PayInvoiceInput!) {\n  payInvoice(input: $input) {\n    payment {\n      id\n      status\n      failureCode\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').PayableInvoiceFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment PaymentList on Invoice {\n  payments {\n    id\n    status\n    createdAt\n    failureCode\n    amount {\n      amount\n      currency\n    }\n    amountRefunded {\n      amount\n      currency\n    }\n  }\n}"): typeof import('./graphql').PaymentListFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation VoidInvoice($input: VoidInvoiceInput!) {\n  voidInvoice(input: $input) {\n    invoice {\n      id\n      status\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').VoidInvoiceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment MemberRow on Membership {\n  id\n  role\n  createdAt\n  user {\n    id\n    name\n    email\n  }\n}"): typeof import('./graphql').MemberRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment NotificationEntry on Notification {\n  id\n  title\n  body\n  createdAt\n  readAt\n  organization {\n    name\n    slug\n  }\n  subject {\n    __typename\n    id\n  }\n}"): typeof import('./graphql').NotificationEntryFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment OperationCard on Operation {\n  id\n  kind\n  status\n  progress\n  startedAt\n  finishedAt\n  steps {\n    name\n    status\n    startedAt\n    finishedAt\n  }\n  error {\n    code\n    message\n    retryable\n  }\n}"): typeof import('./graphql').OperationCardFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment OrderPreviewLines on OrderPreview {\n  pricesIncludeTax\n  expiresAt\n  lines {\n    description\n    reason\n    quantity\n    periodStart\n    periodEnd\n    amount {\n      amount\n      currency\n    }\n  }\n  subtotal {\n    amount\n    currency\n  }\n  discount {\n    amount\n    currency\n  }\n  taxGroups {\n    category\n    rate\n    jurisdiction\n    taxable {\n      amount\n      currency\n    }\n    amount {\n      amount\n      currency\n    }\n  }\n  total {\n    amount\n    currency\n  }\n}"): typeof import('./graphql').OrderPreviewLinesFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment OrderTimeline on Invoice {\n  id\n  number\n  status\n  createdAt\n  issuedAt\n  dueAt\n  paidAt\n  total {\n    amount\n    currency\n  }\n  payments {\n    id\n    status\n    createdAt\n    failureCode\n  }\n  subscriptions {\n    id\n    price {\n      id\n      plan {\n        id\n        name\n      }\n    }\n    instance {\n      id\n      name\n      status\n      url\n      createdAt\n      region {\n        id\n        name\n      }\n      operations(last: 20) {\n        nodes {\n          id\n          kind\n          status\n          startedAt\n          finishedAt\n          error {\n            code\n          }\n          steps {\n            name\n            status\n            startedAt\n            finishedAt\n          }\n        }\n      }\n    }\n  }\n}\n\nfragment OrderEvent on AuditEvent {\n  id\n  type\n  subject\n  occurredAt\n  event\n}"): typeof import('./graphql').OrderTimelineFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment Happened on Notification {\n  id\n  title\n  createdAt\n  subject {\n    __typename\n    id\n  }\n}"): typeof import('./graphql').HappenedFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment OwedInvoice on Invoice {\n  id\n  number\n  status\n  createdAt\n  dueAt\n  amountDue {\n    amount\n    currency\n  }\n  lines {\n    description\n  }\n  payments {\n    id\n    status\n  }\n}"): typeof import('./graphql').OwedInvoiceFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment SiteCard on Instance {\n  id\n  name\n  status\n  url\n  region {\n    id\n    name\n  }\n}"): typeof import('./graphql').SiteCardFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment PlanCard on Plan {\n  id\n  name\n  description\n  kind\n  prices {\n    id\n    interval\n    intervalCount\n    trialDays\n    amount {\n      amount\n      currency\n    }\n  }\n}"): typeof import('./graphql').PlanCardFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment ReleaseFacts on Release {\n  version\n  status\n  sizeBytes\n  fileCount\n  createdAt\n}"): typeof import('./graphql').ReleaseFactsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment ReleaseRow on Release {\n  id\n  version\n  status\n  sizeBytes\n  fileCount\n  createdAt\n}"): typeof import('./graphql').ReleaseRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment SessionRow on Session {\n  id\n  current\n  createdAt\n  lastUsedAt\n  expiresAt\n  ipAddress\n  userAgent\n}"): typeof import('./graphql').SessionRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RetryDeadLetter($input: RetryDeadLetterInput!) {\n  retryDeadLetter(input: $input) {\n    deadLetter {\n      id\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}\n\nmutation DropDeadLetter($input: DropDeadLetterInput!) {\n  dropDeadLetter(input: $input) {\n    deadLetter {\n      id\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').RetryDeadLetterDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment FoundInvoice on Invoice {\n  organization {\n    id\n    slug\n    name\n  }\n  ...InvoiceRow\n}"): typeof import('./graphql').FoundInvoiceFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment FoundNode on Node {\n  __typename\n  id\n  ... on Instance {\n    name\n    instanceOrganization: organization {\n      id\n      slug\n      name\n    }\n  }\n  ... on Operation {\n    kind\n    instance {\n      id\n      name\n      organization {\n        id\n        slug\n        name\n      }\n    }\n  }\n  ... on Subscription {\n    subscribed: instance {\n      id\n      name\n      organization {\n        id\n        slug\n        name\n      }\n    }\n  }\n}"): typeof import('./graphql').FoundNodeFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment LetterRow on DeadLetter {\n  id\n  queue\n  eventType\n  subjectId\n  cause\n  deaths\n  lastDiedAt\n}"): typeof import('./graphql').LetterRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment NodeAmount on Capacity {\n  cpuMilli\n  memoryMib\n  diskBytes\n  instances\n}\n\nfragment NodeRoom on NodeCapacity {\n  id\n  name\n  cordoned\n  total {\n    ...NodeAmount\n  }\n  placed {\n    ...NodeAmount\n  }\n  reserved {\n    ...NodeAmount\n  }\n}"): typeof import('./graphql').NodeAmountFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment OperationRow on Operation {\n  id\n  kind\n  status\n  createdAt\n  error {\n    code\n    message\n  }\n  instance {\n    id\n    name\n    status\n    organization {\n      id\n      slug\n      name\n    }\n  }\n}"): typeof import('./graphql').OperationRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment OrganizationRow on Organization {\n  id\n  slug\n  name\n  createdAt\n}"): typeof import('./graphql').OrganizationRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RepairInstance($input: RepairInstanceInput!) {\n  repairInstance(input: $input) {\n    operation {\n      id\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): typeof import('./graphql').RepairInstanceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment RevenueByDay on RevenueDay {\n  day\n  invoices\n  total {\n    amount\n    currency\n  }\n}"): typeof import('./graphql').RevenueByDayFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment StrayRow on Instance {\n  id\n  name\n  status\n  createdAt\n  region {\n    name\n  }\n  organization {\n    id\n    slug\n    name\n  }\n}"): typeof import('./graphql').StrayRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment SubscriptionRow on Subscription {\n  id\n  status\n  currentPeriodEnd\n  createdAt\n  price {\n    amount {\n      amount\n      currency\n    }\n    interval\n    intervalCount\n    plan {\n      name\n    }\n  }\n  instance {\n    id\n    name\n  }\n}"): typeof import('./graphql').SubscriptionRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment UserRow on StaffUser {\n  user {\n    id\n    name\n    email\n    emailVerified\n    createdAt\n  }\n  organizations {\n    id\n    name\n  }\n}"): typeof import('./graphql').UserRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment AttemptLog on WebhookDelivery {\n  attemptLog {\n    at\n    error\n    latencyMs\n    responseStatus\n  }\n}"): typeof import('./graphql').AttemptLogFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment DeliveryRow on WebhookDelivery {\n  id\n  eventType\n  status\n  attempts\n  responseStatus\n  createdAt\n}"): typeof import('./graphql').DeliveryRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment EndpointRow on WebhookEndpoint {\n  id\n  url\n  description\n  eventTypes\n  createdAt\n  ...EndpointState\n}"): typeof import('./graphql').EndpointRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment EndpointState on WebhookEndpoint {\n  enabled\n  disabledReason\n  failingSince\n}"): typeof import('./graphql').EndpointStateFragmentDoc;
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
