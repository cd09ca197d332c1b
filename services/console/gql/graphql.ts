/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What `acceptInvitation` takes. */
export type AcceptInvitationInput = {
  /** The parameter `token` of the invitation's link. Send it as a variable, never inside the document. */
  token: string;
};

/** Which recorded events are wanted; what is set must all hold. */
export type AuditFilter = {
  /** Exactly this actor, such as `usr_…`. */
  actor?: string | null | undefined;
  /** Not before this instant, by when it happened. */
  from?: string | null | undefined;
  /** Exactly this object, such as `inv_…`. */
  subject?: string | number | null | undefined;
  /** Any of these objects; at most 50. */
  subjects?: Array<string | number> | null | undefined;
  /** Before this instant, by when it happened. */
  to?: string | null | undefined;
  /** A type, or the beginning of one: `billing.invoice.paid.v1`, `billing.invoice`, `billing.*`. */
  type?: string | null | undefined;
};

/** The unit of a billing interval. */
export type BillingInterval =
  /** Days. */
  | 'DAY'
  /** Calendar months from the day of the first payment. */
  | 'MONTH'
  /** Weeks. */
  | 'WEEK'
  /** Calendar years. */
  | 'YEAR';

/** How an organization's mails are to look. What is absent is as in the mails of the platform. */
export type BrandInput = {
  /** The colour of buttons, `#rrggbb`; the text on it is chosen to be readable. */
  color?: string | null | undefined;
  /** Who sends, as the law wants it: at most 500 characters in 8 lines. */
  legalFooter?: string | null | undefined;
  /** The `https://` address of a logo, at most 500 characters. */
  logoUrl?: string | null | undefined;
  /** The name in subject, head and footer: 1 to 60 characters. */
  name?: string | null | undefined;
  /** Where answers go. */
  supportEmail?: string | null | undefined;
};

/** What `changeMemberRole` takes. */
export type ChangeMemberRoleInput = {
  /** The membership, `mbr_…`. */
  membershipId: string | number;
  /** The new role. */
  role: Role;
};

/** What `changePassword` takes. */
export type ChangePasswordInput = {
  /** The password of before. Send it as a variable, never inside the document. */
  currentPassword: string;
  /** 8 to 256 characters. Send it as a variable, never inside the document. */
  newPassword: string;
};

/** What `createOrganization` takes. */
export type CreateOrganizationInput = {
  /**
   * The same key and input give the same answer for 24 hours; at most 255 characters. The `Idempotency-Key` header
   * serves where it is absent.
   */
  idempotencyKey?: string | null | undefined;
  /** Its name for people: 1 to 100 characters. */
  name: string;
  /**
   * Its name in addresses: 3 to 40 of a-z, 0-9 and hyphen, with no two hyphens at the third and fourth place; made from
   * the name when absent.
   */
  slug?: string | null | undefined;
};

/** What `createWebhookEndpoint` takes. */
export type CreateWebhookEndpointInput = {
  /** What it is for, for people; at most 200 characters. */
  description?: string | null | undefined;
  /**
   * At most 100 event types such as `billing.invoice.paid.v1`, or prefixes such as `billing.*`; empty or absent means
   * all.
   */
  eventTypes?: Array<string> | null | undefined;
  /**
   * The same key and input give the same answer for 24 hours; at most 255 characters. The `Idempotency-Key` header
   * serves where it is absent.
   */
  idempotencyKey?: string | null | undefined;
  /** Whose events, `org_…`. */
  organizationId: string | number;
  /**
   * Where to post them: https, at most 2,048 characters, without user and password; every address behind the name must
   * be one of the public internet.
   */
  url: string;
};

/** What became of a dead letter. */
export type DeadLetterState =
  /** Waits for a person. */
  | 'DEAD'
  /** Was given up. */
  | 'DROPPED'
  /** Was sent again. */
  | 'RETRIED';

/** What `deleteWebhookEndpoint` takes. */
export type DeleteWebhookEndpointInput = {
  /** The endpoint, `whe_…`. */
  webhookEndpointId: string | number;
};

/** What `deployRelease` takes. */
export type DeployReleaseInput = {
  /** A `.tar.gz` or `.zip` of a static site, in a multipart request. */
  archive?: File | null | undefined;
  /**
   * The same key and archive give the same answer for 24 hours; at most 255 characters. The `Idempotency-Key` header
   * serves where it is absent.
   */
  idempotencyKey?: string | null | undefined;
  /** The instance, `ins_…`. */
  instanceId: string | number;
};

/** What `dropDeadLetter` takes. */
export type DropDeadLetterInput = {
  /** The service and its number there, `billing/17`. */
  deadLetterId: string | number;
};

/** What a subscription runs. */
export type InstanceKind =
  /** A container image. */
  | 'APP'
  /** A PostgreSQL database. */
  | 'DATABASE'
  /** Static files. */
  | 'SITE';

/** Where an instance stands. */
export type InstanceStatus =
  /** A request through the users' path is answered. */
  | 'ACTIVE'
  /** Was active and does not answer as it should. */
  | 'DEGRADED'
  /** Could not be made; staff see it. */
  | 'FAILED'
  /** Ordered, not paid. */
  | 'PENDING'
  /** Being made. */
  | 'PROVISIONING'
  /** Answers with the suspension page. */
  | 'SUSPENDED'
  /** Gone; final. */
  | 'TERMINATED'
  /** Being removed. */
  | 'TERMINATING'
  /** Active, and being changed. */
  | 'UPDATING';

/** Where an invitation stands. */
export type InvitationStatus =
  /** Became a membership. */
  | 'ACCEPTED'
  /** Nobody came in time. */
  | 'EXPIRED'
  /** Can be accepted. */
  | 'PENDING'
  /** Was taken back. */
  | 'REVOKED';

/** What `inviteMember` takes. */
export type InviteMemberInput = {
  /** Whom to invite. */
  email: string;
  /**
   * The same key and input give the same answer for 24 hours; at most 255 characters. The `Idempotency-Key` header
   * serves where it is absent.
   */
  idempotencyKey?: string | null | undefined;
  /** The organization, `org_…`. */
  organizationId: string | number;
  /** The role on offer; at most the viewer's own. */
  role: Role;
};

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

/** Where a mail stands. */
export type MailState =
  /** The mail server said "not now"; it is tried again. */
  | 'DEFERRED'
  /** The mail server said "never", or "not now" for too long, or the mail came back. */
  | 'FAILED'
  /** Waits for its turn. */
  | 'QUEUED'
  /** Is being handed over. */
  | 'SENDING'
  /** The mail server has taken it. */
  | 'SENT'
  /** Was not sent: not wanted, to an address that takes no mail, or without use by now. */
  | 'SUPPRESSED';

/** What `markAllNotificationsRead` takes. */
export type MarkAllNotificationsReadInput = {
  /** The newest entry that the reader has seen, `ntf_…`: what came after it stays unread. All without it. */
  upToId?: string | number | null | undefined;
};

/** What `markNotificationsRead` takes. */
export type MarkNotificationsReadInput = {
  /** Entries of the viewer's feed, `ntf_…`; at most 500. What is gone or another's is passed over. */
  notificationIds: Array<string | number>;
};

/** What notifications are about. */
export type NotificationTopic =
  /** Who signs in, passwords, addresses. Always on. */
  | 'ACCOUNT_SECURITY'
  /** Orders, invoices, payments. */
  | 'BILLING'
  /** Sites and what happens to them, webhooks. */
  | 'HOSTING'
  /** What is new in the product. */
  | 'PRODUCT_NEWS'
  /** Who joins and leaves an organization. */
  | 'TEAM';

/** Where an operation or a step of it stands. */
export type OperationStatus =
  /** Overtaken by a later wish; final. */
  | 'CANCELED'
  /** Given up; final. */
  | 'FAILED'
  /** Waiting for its turn. */
  | 'QUEUED'
  /** Under way. */
  | 'RUNNING'
  /** Done; final. */
  | 'SUCCEEDED';

/** One thing to order; it becomes a subscription of its own. */
export type OrderItemInput = {
  /** What the customer calls it: 1 to 64 characters. */
  name: string;
  /** The price, `price_…`, of a plan on offer. */
  priceId: string | number;
  /** Where it runs, `reg_…`; the first region with room when absent. */
  regionId?: string | number | null | undefined;
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

/** What `placeOrder` takes. */
export type PlaceOrderInput = {
  /** A coupon to apply. */
  couponCode?: string | null | undefined;
  /** The same key and input give the same answer for 24 hours; 1 to 255 characters. */
  idempotencyKey: string;
  /** What to order: 1 to 20 items, all in one currency. */
  items: Array<OrderItemInput>;
  /** The organization that orders, `org_…`. */
  organizationId: string | number;
  /** The `token` of a preview: the order is refused with `PRICE_CHANGED` if it would now cost anything else. */
  previewToken?: string | null | undefined;
};

/** The services that hear events. */
export type PlatformService =
  /** Organizations. */
  | 'ACCOUNTS'
  /** The record of everything. */
  | 'AUDIT'
  /** Users and sessions. */
  | 'AUTH'
  /** Orders and money. */
  | 'BILLING'
  /** Mails, webhooks, the feed. */
  | 'NOTIFICATIONS'
  /** What runs. */
  | 'PROVISIONING';

/** What `previewOrder` takes. */
export type PreviewOrderInput = {
  /** A coupon to apply. */
  couponCode?: string | null | undefined;
  /** What to order: 1 to 20 items, all in one currency. */
  items: Array<OrderItemInput>;
  /** The organization that orders, `org_…`. */
  organizationId: string | number;
};

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

/** Where a release stands. */
export type ReleaseStatus =
  /** Could not be put live. */
  | 'FAILED'
  /** What visitors see. */
  | 'LIVE'
  /** Was live; can be again. */
  | 'SUPERSEDED'
  /** Complete, not live yet. */
  | 'UPLOADED';

/** What `removeMember` takes. */
export type RemoveMemberInput = {
  /** The membership, `mbr_…`; the viewer's own to leave. */
  membershipId: string | number;
};

/** What `repairInstance` takes. */
export type RepairInstanceInput = {
  /** The instance, `ins_…`. */
  instanceId: string | number;
};

/** What `requestPasswordReset` takes. */
export type RequestPasswordResetInput = {
  /** The e-mail address, in any case. */
  email: string;
};

/** What `resendMail` takes. */
export type ResendMailInput = {
  /** The mail, `mail_…`. */
  mailId: string | number;
};

/** What `resendWebhookDeliveries` takes. */
export type ResendWebhookDeliveriesInput = {
  /** The deliveries made at or after this moment. */
  from: string;
  /** Those that ended so: `FAILED` (without it) or `SUCCEEDED`. */
  status?: WebhookDeliveryStatus | null | undefined;
  /** The deliveries made before this moment; now without it. */
  to?: string | null | undefined;
  /** The endpoint, `whe_…`. */
  webhookEndpointId: string | number;
};

/** What `resendWebhookDelivery` takes. */
export type ResendWebhookDeliveryInput = {
  /** The delivery, `whd_…`. */
  webhookDeliveryId: string | number;
};

/** What `resetPassword` takes. */
export type ResetPasswordInput = {
  /** 8 to 256 characters. Send it as a variable, never inside the document. */
  newPassword: string;
  /** The parameter `token` of the mail's link. Send it as a variable, never inside the document. */
  token: string;
};

/** What `retryDeadLetter` takes. */
export type RetryDeadLetterInput = {
  /** The service and its number there, `billing/17`. */
  deadLetterId: string | number;
};

/** What `revokeInvitation` takes. */
export type RevokeInvitationInput = {
  /** The invitation, `ivt_…`. */
  invitationId: string | number;
};

/** What `revokeSession` takes. */
export type RevokeSessionInput = {
  /** One of the viewer's sessions, `ses_…`. */
  sessionId: string | number;
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

/** What `rollBackRelease` takes. */
export type RollBackReleaseInput = {
  /** The instance, `ins_…`. */
  instanceId: string | number;
  /** An earlier release of it, `rel_…`. */
  releaseId: string | number;
};

/** What `rotateWebhookSecret` takes. */
export type RotateWebhookSecretInput = {
  /** For how many seconds the secret before stays valid beside the new one: 0 to 604,800 (7 days), default 86,400 (a day). */
  overlapSeconds?: number | null | undefined;
  /** The endpoint, `whe_…`. */
  webhookEndpointId: string | number;
};

/** What `sendTestEvent` takes. */
export type SendTestEventInput = {
  /** The endpoint, `whe_…`. */
  webhookEndpointId: string | number;
};

/** In which way what is paid and what runs differ. */
export type StrayKind =
  /** It should be suspended or gone, and still runs. */
  | 'LIVE_NOT_PAID'
  /** It should answer its users, and does not. */
  | 'PAID_NOT_LIVE';

/** Where a subscription stands. */
export type SubscriptionStatus =
  /** Paid for. */
  | 'ACTIVE'
  /** Ended by the customer or for non-payment; final. */
  | 'CANCELED'
  /** The order lapsed or the term is over; final. */
  | 'EXPIRED'
  /** A payment is late; still served. */
  | 'PAST_DUE'
  /** Ordered, not paid. */
  | 'PENDING'
  /** Not served until it is paid. */
  | 'SUSPENDED'
  /** In its trial. */
  | 'TRIALING';

/** What `terminateInstance` takes. */
export type TerminateInstanceInput = {
  /** The instance, `ins_…`. */
  instanceId: string | number;
};

/** A change of one topic. What is absent stays as it is. */
export type TopicPreferenceInput = {
  /** Whether entries appear in the feed. */
  inApp?: boolean | null | undefined;
  /** Whether mails are sent. */
  mail?: boolean | null | undefined;
  /** Which one. */
  topic: NotificationTopic;
};

/** What `updateBillingDetails` takes: all of it. */
export type UpdateBillingDetailsInput = {
  /** The buyer's address: at most 500 characters in 8 lines; none where it is absent. */
  address?: string | null | undefined;
  /** The buyer's full name: at most 200 characters. The organization's name where it is absent or empty. */
  name?: string | null | undefined;
  /** The organization, `org_…`. */
  organizationId: string | number;
  /** The buyer's number for value added tax, or another one: at most 50 characters; none where it is absent. */
  taxNumber?: string | null | undefined;
};

/** What `updateBrand` takes. */
export type UpdateBrandInput = {
  /** All of it. */
  brand: BrandInput;
  /** The organization, `org_…`. */
  organizationId: string | number;
};

/** What `updateNotificationPreferences` takes. What is absent stays as it is. */
export type UpdateNotificationPreferencesInput = {
  /** The language of mails and of the feed, `en` or `de`; empty for the profile's. */
  language?: string | null | undefined;
  /** The topics to change; at most 20 entries. */
  topics?: Array<TopicPreferenceInput> | null | undefined;
};

/** What `updateOrganization` takes. */
export type UpdateOrganizationInput = {
  /** Its name for people: 1 to 100 characters. */
  name: string;
  /** The organization, `org_…`. */
  organizationId: string | number;
};

/** What `updateProfile` takes. What is absent stays as it is. */
export type UpdateProfileInput = {
  /** The language the person reads, BCP 47: `en`, `de`, or a regional form such as `de-AT`, kept as its language. */
  language?: string | null | undefined;
  /** How the person wants to be called: 1 to 100 characters. */
  name?: string | null | undefined;
};

/** What `updateWebhookEndpoint` takes. What is absent stays as it is. */
export type UpdateWebhookEndpointInput = {
  /** As at creation. */
  description?: string | null | undefined;
  /** Whether events go there. Enabling clears the reason for which it was disabled. */
  enabled?: boolean | null | undefined;
  /** As at creation; an empty list means all. */
  eventTypes?: Array<string> | null | undefined;
  /** As at creation. */
  url?: string | null | undefined;
  /** Only if the endpoint still has this version; else the answer is the error `CONFLICT`. */
  version?: number | null | undefined;
  /** The endpoint, `whe_…`. */
  webhookEndpointId: string | number;
};

/** What `verifyEmail` takes. */
export type VerifyEmailInput = {
  /** The parameter `token` of the mail's link. Send it as a variable, never inside the document. */
  token: string;
};

/** What `voidInvoice` takes. */
export type VoidInvoiceInput = {
  /** The unpaid first invoice of an order, `inv_…`. */
  invoiceId: string | number;
};

/** Where a delivery stands. */
export type WebhookDeliveryStatus =
  /** Given up; it can be sent again. */
  | 'FAILED'
  /** On its way, or waiting for the next attempt. */
  | 'PENDING'
  /** The endpoint took it: an answer of 2xx within 15 s. */
  | 'SUCCEEDED';

export type AuditMembersQueryVariables = Exact<{
  org: string;
}>;


export type AuditMembersQuery = { organization: { id: string, members: { nodes: Array<{ id: string, user: { id: string, name: string, email: string } }> } } | null };

export type AuditPageQueryVariables = Exact<{
  org: string;
  filter?: AuditFilter | null | undefined;
  lists: boolean;
  verify: boolean;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type AuditPageQuery = { organization: { id: string, members: { nodes: Array<{ id: string, user: { id: string, name: string } }> }, auditEvents?: { nodes: Array<(
        { id: string }
        & { ' $fragmentRefs'?: { 'EventRowFragment': EventRowFragment } }
      )>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } }, auditVerification?: { ' $fragmentRefs'?: { 'VerificationFragment': VerificationFragment } } } | null };

export type InstanceDangerPageQueryVariables = Exact<{
  org: string;
  instance: string | number;
}>;


export type InstanceDangerPageQuery = { organization: (
    { id: string, viewerRole: Role | null, viewerPermissions: Array<string> }
    & { ' $fragmentRefs'?: { 'InstanceOrganizationFragment': InstanceOrganizationFragment } }
  ) | null, node:
    | { __typename: 'AuditEvent' }
    | (
      { __typename: 'Instance', id: string, name: string, status: InstanceStatus, url: string | null, organization: { id: string } }
      & { ' $fragmentRefs'?: { 'InstanceFrameFragment': InstanceFrameFragment } }
    )
    | { __typename: 'Invitation' }
    | { __typename: 'Invoice' }
    | { __typename: 'Mail' }
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

export type TerminateInstanceMutationVariables = Exact<{
  input: TerminateInstanceInput;
}>;


export type TerminateInstanceMutation = { terminateInstance: { userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type DeployReleaseMutationVariables = Exact<{
  input: DeployReleaseInput;
}>;


export type DeployReleaseMutation = { deployRelease: { release: { id: string, version: number } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type InstanceEventsPageQueryVariables = Exact<{
  org: string;
  instance: string | number;
}>;


export type InstanceEventsPageQuery = { organization: (
    { id: string }
    & { ' $fragmentRefs'?: { 'InstanceOrganizationFragment': InstanceOrganizationFragment } }
  ) | null, node:
    | { __typename: 'AuditEvent' }
    | (
      { __typename: 'Instance', id: string, organization: { id: string }, operations: { nodes: Array<{ id: string }>, pageInfo: { hasNextPage: boolean } }, releases: { nodes: Array<{ id: string }>, pageInfo: { hasNextPage: boolean } } }
      & { ' $fragmentRefs'?: { 'InstanceFrameFragment': InstanceFrameFragment } }
    )
    | { __typename: 'Invitation' }
    | { __typename: 'Invoice' }
    | { __typename: 'Mail' }
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

export type InstanceEventsQueryVariables = Exact<{
  org: string;
  subjects: Array<string | number> | string | number;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type InstanceEventsQuery = { organization: { id: string, auditEvents: { nodes: Array<(
        { id: string }
        & { ' $fragmentRefs'?: { 'EventRowFragment': EventRowFragment } }
      )>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } }, members: { nodes: Array<{ user: { id: string, name: string } }> } } | null };

export type OperationsPageQueryVariables = Exact<{
  org: string;
  instance: string | number;
  statuses?: Array<OperationStatus> | OperationStatus | null | undefined;
  kinds?: Array<string> | string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type OperationsPageQuery = { organization: (
    { id: string }
    & { ' $fragmentRefs'?: { 'InstanceOrganizationFragment': InstanceOrganizationFragment } }
  ) | null, node:
    | { __typename: 'AuditEvent' }
    | (
      { __typename: 'Instance', id: string, organization: { id: string }, operations: { nodes: Array<(
          { id: string }
          & { ' $fragmentRefs'?: { 'OperationCardFragment': OperationCardFragment } }
        )>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } }
      & { ' $fragmentRefs'?: { 'InstanceFrameFragment': InstanceFrameFragment } }
    )
    | { __typename: 'Invitation' }
    | { __typename: 'Invoice' }
    | { __typename: 'Mail' }
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

export type InstancePageQueryVariables = Exact<{
  org: string;
  instance: string | number;
}>;


export type InstancePageQuery = { organization: (
    { id: string }
    & { ' $fragmentRefs'?: { 'InstanceOrganizationFragment': InstanceOrganizationFragment } }
  ) | null, node:
    | { __typename: 'AuditEvent' }
    | (
      { __typename: 'Instance', id: string, status: InstanceStatus, organization: { id: string }, currentRelease: (
        { id: string }
        & { ' $fragmentRefs'?: { 'ReleaseFactsFragment': ReleaseFactsFragment } }
      ) | null, uploadLimits: { archiveBytes: number, fileBytes: number, diskBytes: number, files: number } | null, operations: { nodes: Array<(
          { id: string }
          & { ' $fragmentRefs'?: { 'OperationCardFragment': OperationCardFragment } }
        )> } }
      & { ' $fragmentRefs'?: { 'InstanceFrameFragment': InstanceFrameFragment;'InstanceFactsFragment': InstanceFactsFragment } }
    )
    | { __typename: 'Invitation' }
    | { __typename: 'Invoice' }
    | { __typename: 'Mail' }
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

export type ReleasesPageQueryVariables = Exact<{
  org: string;
  instance: string | number;
  statuses?: Array<ReleaseStatus> | ReleaseStatus | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type ReleasesPageQuery = { organization: (
    { id: string }
    & { ' $fragmentRefs'?: { 'InstanceOrganizationFragment': InstanceOrganizationFragment } }
  ) | null, node:
    | { __typename: 'AuditEvent' }
    | (
      { __typename: 'Instance', id: string, status: InstanceStatus, organization: { id: string }, releases: { nodes: Array<(
          { id: string, version: number, status: ReleaseStatus }
          & { ' $fragmentRefs'?: { 'ReleaseRowFragment': ReleaseRowFragment } }
        )>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } }
      & { ' $fragmentRefs'?: { 'InstanceFrameFragment': InstanceFrameFragment } }
    )
    | { __typename: 'Invitation' }
    | { __typename: 'Invoice' }
    | { __typename: 'Mail' }
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

export type RollBackReleaseMutationVariables = Exact<{
  input: RollBackReleaseInput;
}>;


export type RollBackReleaseMutation = { rollBackRelease: { operation: { id: string } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type InstancesPageQueryVariables = Exact<{
  org: string;
  statuses?: Array<InstanceStatus> | InstanceStatus | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type InstancesPageQuery = { organization: { id: string, viewerRole: Role | null, viewerPermissions: Array<string>, instances: { nodes: Array<(
        { id: string }
        & { ' $fragmentRefs'?: { 'InstanceRowFragment': InstanceRowFragment } }
      )>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type InvoicePageQueryVariables = Exact<{
  org: string;
  invoice: string | number;
}>;


export type InvoicePageQuery = { organization: { id: string, viewerRole: Role | null, viewerPermissions: Array<string> } | null, node:
    | { __typename: 'AuditEvent' }
    | { __typename: 'Instance' }
    | { __typename: 'Invitation' }
    | (
      { __typename: 'Invoice', id: string, number: string | null, status: InvoiceStatus, organization: { id: string }, buyer: { address: string | null } }
      & { ' $fragmentRefs'?: { 'InvoiceFactsFragment': InvoiceFactsFragment;'InvoiceLinesFragment': InvoiceLinesFragment;'InvoicePartiesFragment': InvoicePartiesFragment;'PayableInvoiceFragment': PayableInvoiceFragment;'PaymentListFragment': PaymentListFragment } }
    )
    | { __typename: 'Mail' }
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

export type InvoicesPageQueryVariables = Exact<{
  org: string;
  statuses?: Array<InvoiceStatus> | InvoiceStatus | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type InvoicesPageQuery = { organization: { id: string, viewerRole: Role | null, viewerPermissions: Array<string>, invoices: { nodes: Array<(
        { id: string }
        & { ' $fragmentRefs'?: { 'InvoiceRowFragment': InvoiceRowFragment } }
      )>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type FrameQueryVariables = Exact<{
  org: string;
}>;


export type FrameQuery = { viewer: { ' $fragmentRefs'?: { 'FrameViewerFragment': FrameViewerFragment } }, staff: { permissions: Array<string> } | null, organization: { ' $fragmentRefs'?: { 'FrameOrganizationFragment': FrameOrganizationFragment } } | null };

export type ChangeMemberRoleMutationVariables = Exact<{
  input: ChangeMemberRoleInput;
}>;


export type ChangeMemberRoleMutation = { changeMemberRole: { userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type RemoveMemberMutationVariables = Exact<{
  input: RemoveMemberInput;
}>;


export type RemoveMemberMutation = { removeMember: { userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type InviteMemberMutationVariables = Exact<{
  input: InviteMemberInput;
}>;


export type InviteMemberMutation = { inviteMember: { acceptUrl: string | null, invitation: { id: string, email: string } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type RevokeInvitationMutationVariables = Exact<{
  input: RevokeInvitationInput;
}>;


export type RevokeInvitationMutation = { revokeInvitation: { userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type MembersPageQueryVariables = Exact<{
  org: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type MembersPageQuery = { viewer: { user: { id: string } }, organization: { id: string, name: string, viewerRole: Role | null, viewerPermissions: Array<string>, members: { nodes: Array<(
        { id: string, role: Role, user: { id: string, name: string, email: string } }
        & { ' $fragmentRefs'?: { 'MemberRowFragment': MemberRowFragment } }
      )>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } }, invitations: { nodes: Array<(
        { id: string, email: string, status: InvitationStatus }
        & { ' $fragmentRefs'?: { 'InvitationRowFragment': InvitationRowFragment } }
      )>, pageInfo: { hasNextPage: boolean } } } | null };

export type OrderPageQueryVariables = Exact<{
  org: string;
  price: string | number;
}>;


export type OrderPageQuery = { organization: { id: string, viewerPermissions: Array<string> } | null, regions: Array<{ id: string, name: string, available: boolean }>, node:
    | { __typename: 'AuditEvent' }
    | { __typename: 'Instance' }
    | { __typename: 'Invitation' }
    | { __typename: 'Invoice' }
    | { __typename: 'Mail' }
    | { __typename: 'Membership' }
    | { __typename: 'Notification' }
    | { __typename: 'Operation' }
    | { __typename: 'Organization' }
    | { __typename: 'Payment' }
    | { __typename: 'Plan' }
    | { __typename: 'Price', id: string, interval: BillingInterval, intervalCount: number, trialDays: number, amount: { amount: `${number}`, currency: string }, plan: { id: string, name: string, description: string, kind: InstanceKind } }
    | { __typename: 'Region' }
    | { __typename: 'Release' }
    | { __typename: 'Session' }
    | { __typename: 'Subscription' }
    | { __typename: 'User' }
    | { __typename: 'WebhookDelivery' }
    | { __typename: 'WebhookEndpoint' }
   | null };

export type OrderPreviewedQueryVariables = Exact<{
  input: PreviewOrderInput;
}>;


export type OrderPreviewedQuery = { previewOrder: (
    { token: string }
    & { ' $fragmentRefs'?: { 'OrderPreviewLinesFragment': OrderPreviewLinesFragment } }
  ) };

export type PlaceOrderMutationVariables = Exact<{
  input: PlaceOrderInput;
}>;


export type PlaceOrderMutation = { placeOrder: { invoice: { id: string } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type PlansPageQueryVariables = Exact<{
  org: string;
}>;


export type PlansPageQuery = { organization: { id: string, viewerPermissions: Array<string> } | null, plans: { nodes: Array<(
      { id: string, kind: InstanceKind, prices: Array<{ id: string, interval: BillingInterval, intervalCount: number, amount: { currency: string } }> }
      & { ' $fragmentRefs'?: { 'PlanCardFragment': PlanCardFragment } }
    )> } };

export type TimelinePageQueryVariables = Exact<{
  org: string;
  invoice: string | number;
}>;


export type TimelinePageQuery = { organization: { id: string, viewerPermissions: Array<string> } | null, node:
    | { __typename: 'AuditEvent' }
    | { __typename: 'Instance' }
    | { __typename: 'Invitation' }
    | (
      { __typename: 'Invoice', id: string, number: string | null, status: InvoiceStatus, createdAt: string, organization: { id: string } }
      & { ' $fragmentRefs'?: { 'PayableInvoiceFragment': PayableInvoiceFragment;'OrderTimelineFragment': OrderTimelineFragment } }
    )
    | { __typename: 'Mail' }
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

export type OrderEventsQueryVariables = Exact<{
  org: string;
  subjects: Array<string | number> | string | number;
  from: string;
  to: string;
}>;


export type OrderEventsQuery = { organization: { id: string, placed: { nodes: Array<(
        { id: string }
        & { ' $fragmentRefs'?: { 'OrderEventFragment': OrderEventFragment } }
      )> }, credited: { nodes: Array<(
        { id: string }
        & { ' $fragmentRefs'?: { 'OrderEventFragment': OrderEventFragment } }
      )> }, own: { nodes: Array<(
        { id: string }
        & { ' $fragmentRefs'?: { 'OrderEventFragment': OrderEventFragment } }
      )> } } | null };

export type OverviewPageQueryVariables = Exact<{
  org: string;
}>;


export type OverviewPageQuery = { organization: { id: string, name: string, viewerPermissions: Array<string> } | null, sites: { id: string, instances: { nodes: Array<(
        { id: string }
        & { ' $fragmentRefs'?: { 'SiteCardFragment': SiteCardFragment } }
      )>, pageInfo: { hasNextPage: boolean } } } | null, money: { id: string, owed: { nodes: Array<(
        { id: string }
        & { ' $fragmentRefs'?: { 'OwedInvoiceFragment': OwedInvoiceFragment } }
      )>, pageInfo: { hasNextPage: boolean } } } | null };

export type OverviewOrdersQueryVariables = Exact<{
  org: string;
}>;


export type OverviewOrdersQuery = { organization: { id: string, invoices: { nodes: Array<{ id: string }> } } | null };

export type OverviewRecordQueryVariables = Exact<{
  org: string;
}>;


export type OverviewRecordQuery = { organization: { id: string, auditEvents: { nodes: Array<(
        { id: string, type: string }
        & { ' $fragmentRefs'?: { 'RecordedEventFragment': RecordedEventFragment } }
      )> } } | null };

export type OverviewFeedQueryVariables = Exact<{ [key: string]: never; }>;


export type OverviewFeedQuery = { viewer: { notifications: { nodes: Array<(
        { id: string, organization: { id: string } | null }
        & { ' $fragmentRefs'?: { 'HappenedFragment': HappenedFragment } }
      )> } } };

export type SettingsPageQueryVariables = Exact<{
  org: string;
}>;


export type SettingsPageQuery = { organization: { id: string, slug: string, name: string, createdAt: string, viewerRole: Role | null, viewerPermissions: Array<string>, brand: { name: string | null, color: string | null, logoUrl: string | null, supportEmail: string | null, legalFooter: string | null } } | null, billing: { id: string, billingDetails: (
      { name: string | null, address: string | null, taxNumber: string | null }
      & { ' $fragmentRefs'?: { 'LetterheadFragment': LetterheadFragment } }
    ) } | null };

export type UpdateOrganizationMutationVariables = Exact<{
  input: UpdateOrganizationInput;
}>;


export type UpdateOrganizationMutation = { updateOrganization: { userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type UpdateBrandMutationVariables = Exact<{
  input: UpdateBrandInput;
}>;


export type UpdateBrandMutation = { updateBrand: { userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type UpdateBillingDetailsMutationVariables = Exact<{
  input: UpdateBillingDetailsInput;
}>;


export type UpdateBillingDetailsMutation = { updateBillingDetails: { userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type DeliveryPageQueryVariables = Exact<{
  org: string;
  delivery: string | number;
}>;


export type DeliveryPageQuery = { organization: { id: string, viewerRole: Role | null, viewerPermissions: Array<string> } | null, node:
    | { __typename: 'AuditEvent' }
    | { __typename: 'Instance' }
    | { __typename: 'Invitation' }
    | { __typename: 'Invoice' }
    | { __typename: 'Mail' }
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
    | (
      { __typename: 'WebhookDelivery', id: string, eventId: string, eventType: string, status: WebhookDeliveryStatus, attempts: number, createdAt: string, finishedAt: string | null, nextAttemptAt: string | null, request: { headers: string, body: string } | null, response: { headers: string, body: string } | null, webhookEndpoint: { id: string, url: string, organization: { id: string } } | null }
      & { ' $fragmentRefs'?: { 'AttemptLogFragment': AttemptLogFragment } }
    )
    | { __typename: 'WebhookEndpoint' }
   | null };

export type ResendWebhookDeliveryMutationVariables = Exact<{
  input: ResendWebhookDeliveryInput;
}>;


export type ResendWebhookDeliveryMutation = { resendWebhookDelivery: { userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type EditWebhookPageQueryVariables = Exact<{
  org: string;
  endpoint: string | number;
}>;


export type EditWebhookPageQuery = { organization: { id: string, viewerRole: Role | null, viewerPermissions: Array<string> } | null, node:
    | { __typename: 'AuditEvent' }
    | { __typename: 'Instance' }
    | { __typename: 'Invitation' }
    | { __typename: 'Invoice' }
    | { __typename: 'Mail' }
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
    | { __typename: 'WebhookEndpoint', id: string, url: string, description: string, eventTypes: Array<string>, version: number, organization: { id: string } }
   | null };

export type UpdateWebhookEndpointMutationVariables = Exact<{
  input: UpdateWebhookEndpointInput;
}>;


export type UpdateWebhookEndpointMutation = { updateWebhookEndpoint: { userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type WebhookPageQueryVariables = Exact<{
  org: string;
  endpoint: string | number;
  status?: WebhookDeliveryStatus | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type WebhookPageQuery = { organization: { id: string, viewerRole: Role | null, viewerPermissions: Array<string> } | null, node:
    | { __typename: 'AuditEvent' }
    | { __typename: 'Instance' }
    | { __typename: 'Invitation' }
    | { __typename: 'Invoice' }
    | { __typename: 'Mail' }
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
    | (
      { __typename: 'WebhookEndpoint', id: string, url: string, description: string, eventTypes: Array<string>, enabled: boolean, disabledAt: string | null, disabledReason: string | null, failingSince: string | null, createdAt: string, organization: { id: string }, deliveries: { nodes: Array<(
          { id: string, status: WebhookDeliveryStatus }
          & { ' $fragmentRefs'?: { 'DeliveryRowFragment': DeliveryRowFragment } }
        )>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } }
      & { ' $fragmentRefs'?: { 'EndpointStateFragment': EndpointStateFragment } }
    )
   | null };

export type SwitchWebhookEndpointMutationVariables = Exact<{
  input: UpdateWebhookEndpointInput;
}>;


export type SwitchWebhookEndpointMutation = { updateWebhookEndpoint: { userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type RotateWebhookSecretMutationVariables = Exact<{
  input: RotateWebhookSecretInput;
}>;


export type RotateWebhookSecretMutation = { rotateWebhookSecret: { secret: string | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type SendTestEventMutationVariables = Exact<{
  input: SendTestEventInput;
}>;


export type SendTestEventMutation = { sendTestEvent: { webhookDelivery: { id: string } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type ResendWebhookDeliveriesMutationVariables = Exact<{
  input: ResendWebhookDeliveriesInput;
}>;


export type ResendWebhookDeliveriesMutation = { resendWebhookDeliveries: { resent: number | null, more: boolean | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type DeleteWebhookEndpointMutationVariables = Exact<{
  input: DeleteWebhookEndpointInput;
}>;


export type DeleteWebhookEndpointMutation = { deleteWebhookEndpoint: { deletedId: string | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type CreateWebhookEndpointMutationVariables = Exact<{
  input: CreateWebhookEndpointInput;
}>;


export type CreateWebhookEndpointMutation = { createWebhookEndpoint: { secret: string | null, webhookEndpoint: { id: string } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type NewWebhookPageQueryVariables = Exact<{
  org: string;
}>;


export type NewWebhookPageQuery = { organization: { id: string, viewerRole: Role | null, viewerPermissions: Array<string> } | null };

export type WebhooksPageQueryVariables = Exact<{
  org: string;
  enabled?: boolean | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type WebhooksPageQuery = { organization: { id: string, viewerRole: Role | null, viewerPermissions: Array<string>, webhookEndpoints: { nodes: Array<(
        { id: string }
        & { ' $fragmentRefs'?: { 'EndpointRowFragment': EndpointRowFragment } }
      )>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type PreferencesPageQueryVariables = Exact<{ [key: string]: never; }>;


export type PreferencesPageQuery = { viewer: { notificationPreferences: { language: string | null, topics: Array<{ topic: NotificationTopic, alwaysOn: boolean, mail: boolean, inApp: boolean }> } } };

export type UpdatePreferencesMutationVariables = Exact<{
  input: UpdateNotificationPreferencesInput;
}>;


export type UpdatePreferencesMutation = { updateNotificationPreferences: { userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type AccountPageQueryVariables = Exact<{ [key: string]: never; }>;


export type AccountPageQuery = { viewer: { user: { id: string, name: string, email: string, emailVerified: boolean, language: string, createdAt: string } } };

export type UpdateProfileMutationVariables = Exact<{
  input: UpdateProfileInput;
}>;


export type UpdateProfileMutation = { updateProfile: { userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type ChangePasswordMutationVariables = Exact<{
  input: ChangePasswordInput;
}>;


export type ChangePasswordMutation = { changePassword: { endedSessions: number | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type RequestEmailVerificationMutationVariables = Exact<{ [key: string]: never; }>;


export type RequestEmailVerificationMutation = { requestEmailVerification: { userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type SessionsPageQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type SessionsPageQuery = { viewer: { sessions: { nodes: Array<(
        { id: string }
        & { ' $fragmentRefs'?: { 'SessionRowFragment': SessionRowFragment } }
      )>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } };

export type RevokeSessionMutationVariables = Exact<{
  input: RevokeSessionInput;
}>;


export type RevokeSessionMutation = { revokeSession: { userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type PersonalFrameQueryVariables = Exact<{ [key: string]: never; }>;


export type PersonalFrameQuery = { viewer: { ' $fragmentRefs'?: { 'FrameViewerFragment': FrameViewerFragment } }, staff: { permissions: Array<string> } | null };

export type NotificationsPageQueryVariables = Exact<{
  unread?: boolean | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type NotificationsPageQuery = { viewer: { unreadNotifications: number, newest: { nodes: Array<{ id: string }> }, notifications: { nodes: Array<(
        { id: string, readAt: string | null }
        & { ' $fragmentRefs'?: { 'NotificationEntryFragment': NotificationEntryFragment } }
      )>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } };

export type MarkNotificationsReadMutationVariables = Exact<{
  input: MarkNotificationsReadInput;
}>;


export type MarkNotificationsReadMutation = { markNotificationsRead: { userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type MarkAllNotificationsReadMutationVariables = Exact<{
  input: MarkAllNotificationsReadInput;
}>;


export type MarkAllNotificationsReadMutation = { markAllNotificationsRead: { userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type CreateOrganizationMutationVariables = Exact<{
  input: CreateOrganizationInput;
}>;


export type CreateOrganizationMutation = { createOrganization: { organization: { id: string, slug: string } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type NewOrganizationPageQueryVariables = Exact<{ [key: string]: never; }>;


export type NewOrganizationPageQuery = { viewer: { user: { id: string, name: string }, organizations: { nodes: Array<{ id: string }> } } };

export type OrganizationsPageQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type OrganizationsPageQuery = { viewer: { organizations: { nodes: Array<(
        { id: string }
        & { ' $fragmentRefs'?: { 'OwnOrganizationRowFragment': OwnOrganizationRowFragment } }
      )>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } };

export type RequestPasswordResetMutationVariables = Exact<{
  input: RequestPasswordResetInput;
}>;


export type RequestPasswordResetMutation = { requestPasswordReset: { userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type AcceptInvitationMutationVariables = Exact<{
  input: AcceptInvitationInput;
}>;


export type AcceptInvitationMutation = { acceptInvitation: { organization: { id: string, slug: string } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type AcceptInvitationPageQueryVariables = Exact<{ [key: string]: never; }>;


export type AcceptInvitationPageQuery = { viewer: { user: { id: string, name: string, email: string } } };

export type PreviewInvitationQueryVariables = Exact<{
  token: string;
}>;


export type PreviewInvitationQuery = { previewInvitation: { status: InvitationStatus, offer: { organizationName: string, role: Role, inviterName: string | null, expiresAt: string } | null } | null };

export type LogInMutationVariables = Exact<{
  input: LogInInput;
}>;


export type LogInMutation = { logIn: { tokens: { refreshToken: string } | null, user: { id: string, language: string } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type ResetPasswordMutationVariables = Exact<{
  input: ResetPasswordInput;
}>;


export type ResetPasswordMutation = { resetPassword: { userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type SignUpMutationVariables = Exact<{
  input: RegisterInput;
}>;


export type SignUpMutation = { register: { tokens: { refreshToken: string } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type VerifyEmailPageQueryVariables = Exact<{ [key: string]: never; }>;


export type VerifyEmailPageQuery = { viewer: { user: { id: string, email: string, emailVerified: boolean } } };

export type VerifyEmailMutationVariables = Exact<{
  input: VerifyEmailInput;
}>;


export type VerifyEmailMutation = { verifyEmail: { userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type ResendEmailVerificationMutationVariables = Exact<{ [key: string]: never; }>;


export type ResendEmailVerificationMutation = { requestEmailVerification: { userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type StaffCapacityPageQueryVariables = Exact<{ [key: string]: never; }>;


export type StaffCapacityPageQuery = { staff: { capacity: Array<{ region: { id: string, name: string, slug: string, available: boolean }, nodes: Array<(
        { id: string }
        & { ' $fragmentRefs'?: { 'NodeRoomFragment': NodeRoomFragment } }
      )> }> } | null };

export type StaffDeadLetterPageQueryVariables = Exact<{
  id: string | number;
}>;


export type StaffDeadLetterPageQuery = { staff: { permissions: Array<string>, deadLetter: { id: string, queue: string, messageId: string, eventType: string | null, subjectId: string | null, cause: string, attempts: number, deaths: number, state: DeadLetterState, firstDiedAt: string, lastDiedAt: string, bodyBytes: number, received: { text: string, json: unknown, headers: Array<{ name: string, value: string }> } } | null } | null };

export type StaffDeadLettersPageQueryVariables = Exact<{
  service: PlatformService;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type StaffDeadLettersPageQuery = { staff: { deadLetters: { nodes: Array<(
        { id: string }
        & { ' $fragmentRefs'?: { 'LetterRowFragment': LetterRowFragment } }
      )>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type StaffFrameQueryVariables = Exact<{ [key: string]: never; }>;


export type StaffFrameQuery = { viewer: { ' $fragmentRefs'?: { 'FrameViewerFragment': FrameViewerFragment } }, staff: { permissions: Array<string> } | null };

export type StaffOperationsPageQueryVariables = Exact<{
  statuses?: Array<OperationStatus> | OperationStatus | null | undefined;
  stuck?: boolean | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type StaffOperationsPageQuery = { staff: { permissions: Array<string>, operations: { nodes: Array<(
        { id: string }
        & { ' $fragmentRefs'?: { 'OperationRowFragment': OperationRowFragment } }
      )>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type StaffOrdersPageQueryVariables = Exact<{
  statuses?: Array<InvoiceStatus> | InvoiceStatus | null | undefined;
  kind: StrayKind;
  stray: boolean;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type StaffOrdersPageQuery = { staff: { permissions: Array<string> } | null, counts: { paidNotLive: { nodes: Array<{ id: string }>, pageInfo: { hasNextPage: boolean } }, liveNotPaid: { nodes: Array<{ id: string }>, pageInfo: { hasNextPage: boolean } } } | null, orders?: { invoices: { nodes: Array<(
        { id: string }
        & { ' $fragmentRefs'?: { 'OrderRowFragment': OrderRowFragment } }
      )>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null, strays?: { strayInstances: { nodes: Array<(
        { id: string }
        & { ' $fragmentRefs'?: { 'StrayRowFragment': StrayRowFragment } }
      )>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type StaffMailsPageQueryVariables = Exact<{
  id: string | number;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type StaffMailsPageQuery = { staff: { permissions: Array<string>, mails: { nodes: Array<(
        { id: string, state: MailState }
        & { ' $fragmentRefs'?: { 'MailRowFragment': MailRowFragment } }
      )>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null, node:
    | { __typename: 'AuditEvent' }
    | { __typename: 'Instance' }
    | { __typename: 'Invitation' }
    | { __typename: 'Invoice' }
    | { __typename: 'Mail' }
    | { __typename: 'Membership' }
    | { __typename: 'Notification' }
    | { __typename: 'Operation' }
    | { __typename: 'Organization', id: string, name: string }
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

export type StaffOrganizationPageQueryVariables = Exact<{
  id: string | number;
}>;


export type StaffOrganizationPageQuery = { staff: { permissions: Array<string> } | null, node:
    | { __typename: 'AuditEvent' }
    | { __typename: 'Instance' }
    | { __typename: 'Invitation' }
    | { __typename: 'Invoice' }
    | { __typename: 'Mail' }
    | { __typename: 'Membership' }
    | { __typename: 'Notification' }
    | { __typename: 'Operation' }
    | { __typename: 'Organization', id: string, slug: string, name: string, createdAt: string, members: { nodes: Array<(
          { id: string, user: { id: string, name: string } }
          & { ' $fragmentRefs'?: { 'MemberRowFragment': MemberRowFragment } }
        )>, pageInfo: { hasNextPage: boolean } }, instances: { nodes: Array<(
          { id: string }
          & { ' $fragmentRefs'?: { 'InstanceRowFragment': InstanceRowFragment } }
        )>, pageInfo: { hasNextPage: boolean } }, subscriptions: { nodes: Array<(
          { id: string }
          & { ' $fragmentRefs'?: { 'SubscriptionRowFragment': SubscriptionRowFragment } }
        )>, pageInfo: { hasNextPage: boolean } }, invoices: { nodes: Array<(
          { id: string }
          & { ' $fragmentRefs'?: { 'InvoiceRowFragment': InvoiceRowFragment } }
        )>, pageInfo: { hasNextPage: boolean } } }
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
   | null, invited:
    | { __typename: 'AuditEvent' }
    | { __typename: 'Instance' }
    | { __typename: 'Invitation' }
    | { __typename: 'Invoice' }
    | { __typename: 'Mail' }
    | { __typename: 'Membership' }
    | { __typename: 'Notification' }
    | { __typename: 'Operation' }
    | { __typename: 'Organization', id: string, invitations: { nodes: Array<(
          { id: string, status: InvitationStatus }
          & { ' $fragmentRefs'?: { 'InvitationRowFragment': InvitationRowFragment } }
        )>, pageInfo: { hasNextPage: boolean } } }
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
   | null, paying:
    | { __typename: 'AuditEvent' }
    | { __typename: 'Instance' }
    | { __typename: 'Invitation' }
    | { __typename: 'Invoice' }
    | { __typename: 'Mail' }
    | { __typename: 'Membership' }
    | { __typename: 'Notification' }
    | { __typename: 'Operation' }
    | { __typename: 'Organization', id: string, invoices: { nodes: Array<{ id: string, number: string | null, payments: Array<(
            { id: string }
            & { ' $fragmentRefs'?: { 'PaymentRowFragment': PaymentRowFragment } }
          )> }>, pageInfo: { hasNextPage: boolean } } }
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
   | null, webhooks:
    | { __typename: 'AuditEvent' }
    | { __typename: 'Instance' }
    | { __typename: 'Invitation' }
    | { __typename: 'Invoice' }
    | { __typename: 'Mail' }
    | { __typename: 'Membership' }
    | { __typename: 'Notification' }
    | { __typename: 'Operation' }
    | { __typename: 'Organization', id: string, webhookEndpoints: { nodes: Array<(
          { id: string }
          & { ' $fragmentRefs'?: { 'EndpointRowFragment': EndpointRowFragment } }
        )>, pageInfo: { hasNextPage: boolean } } }
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
   | null, written: { mails: { nodes: Array<(
        { id: string }
        & { ' $fragmentRefs'?: { 'MailRowFragment': MailRowFragment } }
      )> } } | null, record:
    | { __typename: 'AuditEvent' }
    | { __typename: 'Instance' }
    | { __typename: 'Invitation' }
    | { __typename: 'Invoice' }
    | { __typename: 'Mail' }
    | { __typename: 'Membership' }
    | { __typename: 'Notification' }
    | { __typename: 'Operation' }
    | { __typename: 'Organization', id: string, auditEvents: { nodes: Array<(
          { id: string }
          & { ' $fragmentRefs'?: { 'EventRowFragment': EventRowFragment } }
        )>, pageInfo: { hasNextPage: boolean } } }
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

export type StaffPageQueryVariables = Exact<{ [key: string]: never; }>;


export type StaffPageQuery = { staff: { permissions: Array<string> } | null, work: { failed: { nodes: Array<{ id: string }>, pageInfo: { hasNextPage: boolean } }, stuck: { nodes: Array<{ id: string }>, pageInfo: { hasNextPage: boolean } }, paidNotLive: { nodes: Array<{ id: string }>, pageInfo: { hasNextPage: boolean } }, liveNotPaid: { nodes: Array<{ id: string }>, pageInfo: { hasNextPage: boolean } } } | null, AUTH: { deadLetters: { ' $fragmentRefs'?: { 'LetterCountFragment': LetterCountFragment } } } | null, ACCOUNTS: { deadLetters: { ' $fragmentRefs'?: { 'LetterCountFragment': LetterCountFragment } } } | null, BILLING: { deadLetters: { ' $fragmentRefs'?: { 'LetterCountFragment': LetterCountFragment } } } | null, PROVISIONING: { deadLetters: { ' $fragmentRefs'?: { 'LetterCountFragment': LetterCountFragment } } } | null, NOTIFICATIONS: { deadLetters: { ' $fragmentRefs'?: { 'LetterCountFragment': LetterCountFragment } } } | null, AUDIT: { deadLetters: { ' $fragmentRefs'?: { 'LetterCountFragment': LetterCountFragment } } } | null, paid: { revenue: Array<{ ' $fragmentRefs'?: { 'RevenueByDayFragment': RevenueByDayFragment } }> } | null, customers: { organizations: { nodes: Array<(
        { id: string }
        & { ' $fragmentRefs'?: { 'NewestCustomerFragment': NewestCustomerFragment } }
      )> } } | null, orders: { invoices: { nodes: Array<(
        { id: string }
        & { ' $fragmentRefs'?: { 'NewestOrderFragment': NewestOrderFragment } }
      )> } } | null, operations: { operations: { nodes: Array<(
        { id: string }
        & { ' $fragmentRefs'?: { 'NewestOperationFragment': NewestOperationFragment } }
      )> } } | null };

export type StaffSearchPageQueryVariables = Exact<{
  text: string;
  searching: boolean;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type StaffSearchPageQuery = { staff: { permissions: Array<string>, search?: { organizations: Array<(
        { id: string }
        & { ' $fragmentRefs'?: { 'OrganizationRowFragment': OrganizationRowFragment } }
      )>, users: Array<(
        { user: { id: string } }
        & { ' $fragmentRefs'?: { 'UserRowFragment': UserRowFragment } }
      )>, invoices: Array<(
        { id: string }
        & { ' $fragmentRefs'?: { 'FoundInvoiceFragment': FoundInvoiceFragment } }
      )>, node:
        | (
          { id: string }
          & { ' $fragmentRefs'?: { 'FoundNode_AuditEvent_Fragment': FoundNode_AuditEvent_Fragment } }
        )
        | (
          { id: string }
          & { ' $fragmentRefs'?: { 'FoundNode_Instance_Fragment': FoundNode_Instance_Fragment } }
        )
        | (
          { id: string }
          & { ' $fragmentRefs'?: { 'FoundNode_Invitation_Fragment': FoundNode_Invitation_Fragment } }
        )
        | (
          { id: string }
          & { ' $fragmentRefs'?: { 'FoundNode_Invoice_Fragment': FoundNode_Invoice_Fragment } }
        )
        | (
          { id: string }
          & { ' $fragmentRefs'?: { 'FoundNode_Mail_Fragment': FoundNode_Mail_Fragment } }
        )
        | (
          { id: string }
          & { ' $fragmentRefs'?: { 'FoundNode_Membership_Fragment': FoundNode_Membership_Fragment } }
        )
        | (
          { id: string }
          & { ' $fragmentRefs'?: { 'FoundNode_Notification_Fragment': FoundNode_Notification_Fragment } }
        )
        | (
          { id: string }
          & { ' $fragmentRefs'?: { 'FoundNode_Operation_Fragment': FoundNode_Operation_Fragment } }
        )
        | (
          { id: string }
          & { ' $fragmentRefs'?: { 'FoundNode_Organization_Fragment': FoundNode_Organization_Fragment } }
        )
        | (
          { id: string }
          & { ' $fragmentRefs'?: { 'FoundNode_Payment_Fragment': FoundNode_Payment_Fragment } }
        )
        | (
          { id: string }
          & { ' $fragmentRefs'?: { 'FoundNode_Plan_Fragment': FoundNode_Plan_Fragment } }
        )
        | (
          { id: string }
          & { ' $fragmentRefs'?: { 'FoundNode_Price_Fragment': FoundNode_Price_Fragment } }
        )
        | (
          { id: string }
          & { ' $fragmentRefs'?: { 'FoundNode_Region_Fragment': FoundNode_Region_Fragment } }
        )
        | (
          { id: string }
          & { ' $fragmentRefs'?: { 'FoundNode_Release_Fragment': FoundNode_Release_Fragment } }
        )
        | (
          { id: string }
          & { ' $fragmentRefs'?: { 'FoundNode_Session_Fragment': FoundNode_Session_Fragment } }
        )
        | (
          { id: string }
          & { ' $fragmentRefs'?: { 'FoundNode_Subscription_Fragment': FoundNode_Subscription_Fragment } }
        )
        | (
          { id: string }
          & { ' $fragmentRefs'?: { 'FoundNode_User_Fragment': FoundNode_User_Fragment } }
        )
        | (
          { id: string }
          & { ' $fragmentRefs'?: { 'FoundNode_WebhookDelivery_Fragment': FoundNode_WebhookDelivery_Fragment } }
        )
        | (
          { id: string }
          & { ' $fragmentRefs'?: { 'FoundNode_WebhookEndpoint_Fragment': FoundNode_WebhookEndpoint_Fragment } }
        )
       | null }, organizations?: { nodes: Array<(
        { id: string }
        & { ' $fragmentRefs'?: { 'OrganizationRowFragment': OrganizationRowFragment } }
      )>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type FindQueryVariables = Exact<{
  id: string | number;
  people: boolean;
}>;


export type FindQuery = { node:
    | { ' $fragmentRefs'?: { 'FindPlace_AuditEvent_Fragment': FindPlace_AuditEvent_Fragment } }
    | { ' $fragmentRefs'?: { 'FindPlace_Instance_Fragment': FindPlace_Instance_Fragment } }
    | { ' $fragmentRefs'?: { 'FindPlace_Invitation_Fragment': FindPlace_Invitation_Fragment } }
    | { ' $fragmentRefs'?: { 'FindPlace_Invoice_Fragment': FindPlace_Invoice_Fragment } }
    | { ' $fragmentRefs'?: { 'FindPlace_Mail_Fragment': FindPlace_Mail_Fragment } }
    | { ' $fragmentRefs'?: { 'FindPlace_Membership_Fragment': FindPlace_Membership_Fragment } }
    | { ' $fragmentRefs'?: { 'FindPlace_Notification_Fragment': FindPlace_Notification_Fragment } }
    | { ' $fragmentRefs'?: { 'FindPlace_Operation_Fragment': FindPlace_Operation_Fragment } }
    | { ' $fragmentRefs'?: { 'FindPlace_Organization_Fragment': FindPlace_Organization_Fragment } }
    | { ' $fragmentRefs'?: { 'FindPlace_Payment_Fragment': FindPlace_Payment_Fragment } }
    | { ' $fragmentRefs'?: { 'FindPlace_Plan_Fragment': FindPlace_Plan_Fragment } }
    | { ' $fragmentRefs'?: { 'FindPlace_Price_Fragment': FindPlace_Price_Fragment } }
    | { ' $fragmentRefs'?: { 'FindPlace_Region_Fragment': FindPlace_Region_Fragment } }
    | { ' $fragmentRefs'?: { 'FindPlace_Release_Fragment': FindPlace_Release_Fragment } }
    | { ' $fragmentRefs'?: { 'FindPlace_Session_Fragment': FindPlace_Session_Fragment } }
    | { ' $fragmentRefs'?: { 'FindPlace_Subscription_Fragment': FindPlace_Subscription_Fragment } }
    | { ' $fragmentRefs'?: { 'FindPlace_User_Fragment': FindPlace_User_Fragment } }
    | { ' $fragmentRefs'?: { 'FindPlace_WebhookDelivery_Fragment': FindPlace_WebhookDelivery_Fragment } }
    | { ' $fragmentRefs'?: { 'FindPlace_WebhookEndpoint_Fragment': FindPlace_WebhookEndpoint_Fragment } }
   | null, viewer: { organizations: { nodes: Array<{ id: string, slug: string, members?: { nodes: Array<{ id: string, user: { id: string } }> } }> } }, staff: { permissions: Array<string> } | null };

type FindPlace_AuditEvent_Fragment = { __typename: 'AuditEvent', event: unknown, id: string } & { ' $fragmentName'?: 'FindPlace_AuditEvent_Fragment' };

type FindPlace_Instance_Fragment = { __typename: 'Instance', id: string, organization: { id: string, slug: string } } & { ' $fragmentName'?: 'FindPlace_Instance_Fragment' };

type FindPlace_Invitation_Fragment = { __typename: 'Invitation', id: string, organization: { id: string, slug: string } } & { ' $fragmentName'?: 'FindPlace_Invitation_Fragment' };

type FindPlace_Invoice_Fragment = { __typename: 'Invoice', id: string, organization: { id: string, slug: string } } & { ' $fragmentName'?: 'FindPlace_Invoice_Fragment' };

type FindPlace_Mail_Fragment = { __typename: 'Mail', id: string } & { ' $fragmentName'?: 'FindPlace_Mail_Fragment' };

type FindPlace_Membership_Fragment = { __typename: 'Membership', id: string, organization: { id: string, slug: string } } & { ' $fragmentName'?: 'FindPlace_Membership_Fragment' };

type FindPlace_Notification_Fragment = { __typename: 'Notification', id: string } & { ' $fragmentName'?: 'FindPlace_Notification_Fragment' };

type FindPlace_Operation_Fragment = { __typename: 'Operation', id: string, instance: { id: string, organization: { id: string, slug: string } } } & { ' $fragmentName'?: 'FindPlace_Operation_Fragment' };

type FindPlace_Organization_Fragment = { __typename: 'Organization', slug: string, id: string } & { ' $fragmentName'?: 'FindPlace_Organization_Fragment' };

type FindPlace_Payment_Fragment = { __typename: 'Payment', id: string, invoice: { id: string, organization: { id: string, slug: string } } } & { ' $fragmentName'?: 'FindPlace_Payment_Fragment' };

type FindPlace_Plan_Fragment = { __typename: 'Plan', id: string } & { ' $fragmentName'?: 'FindPlace_Plan_Fragment' };

type FindPlace_Price_Fragment = { __typename: 'Price', id: string } & { ' $fragmentName'?: 'FindPlace_Price_Fragment' };

type FindPlace_Region_Fragment = { __typename: 'Region', id: string } & { ' $fragmentName'?: 'FindPlace_Region_Fragment' };

type FindPlace_Release_Fragment = { __typename: 'Release', id: string, instance: { id: string, organization: { id: string, slug: string } } } & { ' $fragmentName'?: 'FindPlace_Release_Fragment' };

type FindPlace_Session_Fragment = { __typename: 'Session', id: string } & { ' $fragmentName'?: 'FindPlace_Session_Fragment' };

type FindPlace_Subscription_Fragment = { __typename: 'Subscription', id: string, subscribed: { id: string, organization: { id: string, slug: string } } | null } & { ' $fragmentName'?: 'FindPlace_Subscription_Fragment' };

type FindPlace_User_Fragment = { __typename: 'User', id: string } & { ' $fragmentName'?: 'FindPlace_User_Fragment' };

type FindPlace_WebhookDelivery_Fragment = { __typename: 'WebhookDelivery', id: string, webhookEndpoint: { id: string, organization: { id: string, slug: string } } | null } & { ' $fragmentName'?: 'FindPlace_WebhookDelivery_Fragment' };

type FindPlace_WebhookEndpoint_Fragment = { __typename: 'WebhookEndpoint', id: string, organization: { id: string, slug: string } } & { ' $fragmentName'?: 'FindPlace_WebhookEndpoint_Fragment' };

export type FindPlaceFragment =
  | FindPlace_AuditEvent_Fragment
  | FindPlace_Instance_Fragment
  | FindPlace_Invitation_Fragment
  | FindPlace_Invoice_Fragment
  | FindPlace_Mail_Fragment
  | FindPlace_Membership_Fragment
  | FindPlace_Notification_Fragment
  | FindPlace_Operation_Fragment
  | FindPlace_Organization_Fragment
  | FindPlace_Payment_Fragment
  | FindPlace_Plan_Fragment
  | FindPlace_Price_Fragment
  | FindPlace_Region_Fragment
  | FindPlace_Release_Fragment
  | FindPlace_Session_Fragment
  | FindPlace_Subscription_Fragment
  | FindPlace_User_Fragment
  | FindPlace_WebhookDelivery_Fragment
  | FindPlace_WebhookEndpoint_Fragment
;

export type HomeQueryVariables = Exact<{ [key: string]: never; }>;


export type HomeQuery = { viewer: { organizations: { nodes: Array<{ id: string, slug: string }> } }, staff: { permissions: Array<string> } | null };

export type VerificationFragment = { valid: boolean, events: number, recomputed: number, restVerifiedAt: string | null, firstBrokenId: string | null, heads: Array<{ class: string, hash: string, sequence: number }> } & { ' $fragmentName'?: 'VerificationFragment' };

export type EventRowFragment = { id: string, type: string, occurredAt: string, actor: string | null, subject: string, sequence: number, sessionId: string | null, event: unknown, origin: { ipAddress: string | null, userAgent: string | null } | null, changes: Array<{ field: string, before: unknown, after: unknown }> } & { ' $fragmentName'?: 'EventRowFragment' };

export type ObjectEventsQueryVariables = Exact<{
  org: string;
  subject: string | number;
}>;


export type ObjectEventsQuery = { organization: { id: string, auditEvents: { nodes: Array<(
        { id: string }
        & { ' $fragmentRefs'?: { 'EventRowFragment': EventRowFragment } }
      )>, pageInfo: { hasNextPage: boolean } }, members: { nodes: Array<{ user: { id: string, name: string } }> } } | null };

export type FrameViewerFragment = { user: { id: string, name: string, email: string }, organizations: { nodes: Array<{ id: string, slug: string, name: string }>, pageInfo: { hasNextPage: boolean } } } & { ' $fragmentName'?: 'FrameViewerFragment' };

export type FrameOrganizationFragment = { id: string, slug: string, name: string, viewerRole: Role | null, viewerPermissions: Array<string> } & { ' $fragmentName'?: 'FrameOrganizationFragment' };

export type InstanceFactsFragment = { url: string | null, kind: InstanceKind, createdAt: string, region: { name: string }, subscription: { status: SubscriptionStatus, currentPeriodEnd: string | null, cancelAtPeriodEnd: boolean, price: { interval: BillingInterval, intervalCount: number, amount: { amount: `${number}`, currency: string }, plan: { name: string } } } | null } & { ' $fragmentName'?: 'InstanceFactsFragment' };

export type InstanceFrameFragment = { id: string, name: string, status: InstanceStatus, url: string | null } & { ' $fragmentName'?: 'InstanceFrameFragment' };

export type InstanceOrganizationFragment = { id: string, slug: string, viewerRole: Role | null, viewerPermissions: Array<string> } & { ' $fragmentName'?: 'InstanceOrganizationFragment' };

export type InstanceRowFragment = { id: string, name: string, status: InstanceStatus, url: string | null, createdAt: string, region: { name: string } } & { ' $fragmentName'?: 'InstanceRowFragment' };

export type InvitationRowFragment = { id: string, email: string, role: Role, status: InvitationStatus, expiresAt: string } & { ' $fragmentName'?: 'InvitationRowFragment' };

export type InvoiceFactsFragment = { number: string | null, status: InvoiceStatus, createdAt: string, issuedAt: string | null, dueAt: string | null, paidAt: string | null, amountDue: { amount: `${number}`, currency: string }, amountPaid: { amount: `${number}`, currency: string } } & { ' $fragmentName'?: 'InvoiceFactsFragment' };

export type InvoiceLinesFragment = { pricesIncludeTax: boolean, lines: Array<{ description: string, quantity: `${number}`, periodStart: string | null, periodEnd: string | null, unitAmount: { amount: `${number}`, currency: string }, amount: { amount: `${number}`, currency: string } }>, subtotal: { amount: `${number}`, currency: string }, discount: { amount: `${number}`, currency: string }, creditApplied: { amount: `${number}`, currency: string }, taxGroups: Array<{ category: string, rate: `${number}`, jurisdiction: string | null, taxable: { amount: `${number}`, currency: string }, amount: { amount: `${number}`, currency: string } }>, total: { amount: `${number}`, currency: string } } & { ' $fragmentName'?: 'InvoiceLinesFragment' };

export type InvoicePartiesFragment = { seller: (
    { name: string | null }
    & { ' $fragmentRefs'?: { 'LetterheadFragment': LetterheadFragment } }
  ), buyer: { ' $fragmentRefs'?: { 'LetterheadFragment': LetterheadFragment } } } & { ' $fragmentName'?: 'InvoicePartiesFragment' };

export type InvoiceRowFragment = { id: string, number: string | null, status: InvoiceStatus, issuedAt: string | null, dueAt: string | null, total: { amount: `${number}`, currency: string }, amountDue: { amount: `${number}`, currency: string } } & { ' $fragmentName'?: 'InvoiceRowFragment' };

export type LetterheadFragment = { name: string | null, address: string | null, taxNumber: string | null } & { ' $fragmentName'?: 'LetterheadFragment' };

export type PayableInvoiceFragment = { id: string, status: InvoiceStatus, amountDue: { amount: `${number}`, currency: string }, payments: Array<{ id: string, status: PaymentStatus }> } & { ' $fragmentName'?: 'PayableInvoiceFragment' };

export type PayInvoiceMutationVariables = Exact<{
  input: PayInvoiceInput;
}>;


export type PayInvoiceMutation = { payInvoice: { payment: { id: string, status: PaymentStatus, failureCode: string | null } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type PaymentListFragment = { payments: Array<{ id: string, status: PaymentStatus, createdAt: string, failureCode: string | null, amount: { amount: `${number}`, currency: string }, amountRefunded: { amount: `${number}`, currency: string } }> } & { ' $fragmentName'?: 'PaymentListFragment' };

export type VoidInvoiceMutationVariables = Exact<{
  input: VoidInvoiceInput;
}>;


export type VoidInvoiceMutation = { voidInvoice: { invoice: { id: string, status: InvoiceStatus } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type MemberRowFragment = { id: string, role: Role, createdAt: string, user: { id: string, name: string, email: string } } & { ' $fragmentName'?: 'MemberRowFragment' };

export type NotificationEntryFragment = { id: string, title: string, body: string, createdAt: string, readAt: string | null, organization: { name: string, slug: string } | null, subject:
    | { __typename: 'AuditEvent', id: string }
    | { __typename: 'Instance', id: string }
    | { __typename: 'Invitation', id: string }
    | { __typename: 'Invoice', id: string }
    | { __typename: 'Mail', id: string }
    | { __typename: 'Membership', id: string }
    | { __typename: 'Notification', id: string }
    | { __typename: 'Operation', id: string }
    | { __typename: 'Organization', id: string }
    | { __typename: 'Payment', id: string }
    | { __typename: 'Plan', id: string }
    | { __typename: 'Price', id: string }
    | { __typename: 'Region', id: string }
    | { __typename: 'Release', id: string }
    | { __typename: 'Session', id: string }
    | { __typename: 'Subscription', id: string }
    | { __typename: 'User', id: string }
    | { __typename: 'WebhookDelivery', id: string }
    | { __typename: 'WebhookEndpoint', id: string }
   | null } & { ' $fragmentName'?: 'NotificationEntryFragment' };

export type OperationCardFragment = { id: string, kind: string, status: OperationStatus, progress: number, startedAt: string | null, finishedAt: string | null, requestId: string, steps: Array<{ name: string, status: OperationStatus, startedAt: string | null, finishedAt: string | null }>, error: { code: string, message: string, retryable: boolean } | null } & { ' $fragmentName'?: 'OperationCardFragment' };

export type OrderPreviewLinesFragment = { pricesIncludeTax: boolean, expiresAt: string, lines: Array<{ description: string, quantity: `${number}`, periodStart: string | null, periodEnd: string | null, unitAmount: { amount: `${number}`, currency: string }, amount: { amount: `${number}`, currency: string } }>, subtotal: { amount: `${number}`, currency: string }, discount: { amount: `${number}`, currency: string }, taxGroups: Array<{ category: string, rate: `${number}`, jurisdiction: string | null, taxable: { amount: `${number}`, currency: string }, amount: { amount: `${number}`, currency: string } }>, total: { amount: `${number}`, currency: string } } & { ' $fragmentName'?: 'OrderPreviewLinesFragment' };

export type OrderTimelineFragment = { id: string, number: string | null, status: InvoiceStatus, createdAt: string, issuedAt: string | null, dueAt: string | null, paidAt: string | null, total: { amount: `${number}`, currency: string }, payments: Array<{ id: string, status: PaymentStatus, createdAt: string, failureCode: string | null }>, subscriptions: Array<{ id: string, price: { id: string, plan: { id: string, name: string } }, instance: { id: string, name: string, status: InstanceStatus, url: string | null, createdAt: string, region: { id: string, name: string }, operations: { nodes: Array<{ id: string, kind: string, status: OperationStatus, startedAt: string | null, finishedAt: string | null, requestId: string, error: { code: string } | null, steps: Array<{ name: string, status: OperationStatus, startedAt: string | null, finishedAt: string | null }> }> } } | null }> } & { ' $fragmentName'?: 'OrderTimelineFragment' };

export type OrderEventFragment = { id: string, type: string, subject: string, occurredAt: string, event: unknown } & { ' $fragmentName'?: 'OrderEventFragment' };

export type OwnOrganizationRowFragment = { id: string, slug: string, name: string, createdAt: string, viewerRole: Role | null } & { ' $fragmentName'?: 'OwnOrganizationRowFragment' };

export type HappenedFragment = { id: string, title: string, createdAt: string, subject:
    | { __typename: 'AuditEvent', id: string }
    | { __typename: 'Instance', id: string }
    | { __typename: 'Invitation', id: string }
    | { __typename: 'Invoice', id: string }
    | { __typename: 'Mail', id: string }
    | { __typename: 'Membership', id: string }
    | { __typename: 'Notification', id: string }
    | { __typename: 'Operation', id: string }
    | { __typename: 'Organization', id: string }
    | { __typename: 'Payment', id: string }
    | { __typename: 'Plan', id: string }
    | { __typename: 'Price', id: string }
    | { __typename: 'Region', id: string }
    | { __typename: 'Release', id: string }
    | { __typename: 'Session', id: string }
    | { __typename: 'Subscription', id: string }
    | { __typename: 'User', id: string }
    | { __typename: 'WebhookDelivery', id: string }
    | { __typename: 'WebhookEndpoint', id: string }
   | null } & { ' $fragmentName'?: 'HappenedFragment' };

export type OwedInvoiceFragment = { id: string, number: string | null, status: InvoiceStatus, createdAt: string, dueAt: string | null, amountDue: { amount: `${number}`, currency: string }, lines: Array<{ description: string }>, payments: Array<{ id: string, status: PaymentStatus }> } & { ' $fragmentName'?: 'OwedInvoiceFragment' };

export type RecordedEventFragment = { id: string, type: string, subject: string, occurredAt: string } & { ' $fragmentName'?: 'RecordedEventFragment' };

export type SiteCardFragment = { id: string, name: string, status: InstanceStatus, url: string | null, region: { id: string, name: string } } & { ' $fragmentName'?: 'SiteCardFragment' };

export type PlanCardFragment = { id: string, name: string, description: string, kind: InstanceKind, prices: Array<{ id: string, interval: BillingInterval, intervalCount: number, trialDays: number, amount: { amount: `${number}`, currency: string } }> } & { ' $fragmentName'?: 'PlanCardFragment' };

export type ReleaseFactsFragment = { version: number, status: ReleaseStatus, sizeBytes: number, fileCount: number, createdAt: string } & { ' $fragmentName'?: 'ReleaseFactsFragment' };

export type ReleaseRowFragment = { id: string, version: number, status: ReleaseStatus, sizeBytes: number, fileCount: number, createdAt: string } & { ' $fragmentName'?: 'ReleaseRowFragment' };

export type SessionRowFragment = { id: string, current: boolean, createdAt: string, lastUsedAt: string, expiresAt: string, ipAddress: string | null, userAgent: string | null } & { ' $fragmentName'?: 'SessionRowFragment' };

export type RetryDeadLetterMutationVariables = Exact<{
  input: RetryDeadLetterInput;
}>;


export type RetryDeadLetterMutation = { retryDeadLetter: { deadLetter: { id: string } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type DropDeadLetterMutationVariables = Exact<{
  input: DropDeadLetterInput;
}>;


export type DropDeadLetterMutation = { dropDeadLetter: { deadLetter: { id: string } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type FoundInvoiceFragment = (
  { organization: { id: string, slug: string, name: string } }
  & { ' $fragmentRefs'?: { 'InvoiceRowFragment': InvoiceRowFragment } }
) & { ' $fragmentName'?: 'FoundInvoiceFragment' };

type FoundNode_AuditEvent_Fragment = { __typename: 'AuditEvent', subject: string, event: unknown, id: string } & { ' $fragmentName'?: 'FoundNode_AuditEvent_Fragment' };

type FoundNode_Instance_Fragment = { __typename: 'Instance', name: string, id: string, instanceOrganization: { id: string, slug: string, name: string } } & { ' $fragmentName'?: 'FoundNode_Instance_Fragment' };

type FoundNode_Invitation_Fragment = { __typename: 'Invitation', email: string, id: string, invitedTo: { id: string, name: string } } & { ' $fragmentName'?: 'FoundNode_Invitation_Fragment' };

type FoundNode_Invoice_Fragment = { __typename: 'Invoice', id: string } & { ' $fragmentName'?: 'FoundNode_Invoice_Fragment' };

type FoundNode_Mail_Fragment = (
  { __typename: 'Mail', recipientId: string, address: string | null, id: string, mailAbout: { id: string, name: string } | null }
  & { ' $fragmentRefs'?: { 'MailRowFragment': MailRowFragment } }
) & { ' $fragmentName'?: 'FoundNode_Mail_Fragment' };

type FoundNode_Membership_Fragment = { __typename: 'Membership', id: string, user: { id: string, name: string }, memberOf: { id: string, name: string } } & { ' $fragmentName'?: 'FoundNode_Membership_Fragment' };

type FoundNode_Notification_Fragment = { __typename: 'Notification', id: string } & { ' $fragmentName'?: 'FoundNode_Notification_Fragment' };

type FoundNode_Operation_Fragment = { __typename: 'Operation', id: string, instance: { id: string, name: string, organization: { id: string, slug: string, name: string } } } & { ' $fragmentName'?: 'FoundNode_Operation_Fragment' };

type FoundNode_Organization_Fragment = { __typename: 'Organization', id: string } & { ' $fragmentName'?: 'FoundNode_Organization_Fragment' };

type FoundNode_Payment_Fragment = { __typename: 'Payment', id: string, invoice: { id: string, number: string | null, organization: { id: string, slug: string, name: string } } } & { ' $fragmentName'?: 'FoundNode_Payment_Fragment' };

type FoundNode_Plan_Fragment = { __typename: 'Plan', id: string } & { ' $fragmentName'?: 'FoundNode_Plan_Fragment' };

type FoundNode_Price_Fragment = { __typename: 'Price', id: string } & { ' $fragmentName'?: 'FoundNode_Price_Fragment' };

type FoundNode_Region_Fragment = { __typename: 'Region', id: string } & { ' $fragmentName'?: 'FoundNode_Region_Fragment' };

type FoundNode_Release_Fragment = { __typename: 'Release', id: string, instance: { id: string, name: string, organization: { id: string, slug: string, name: string } } } & { ' $fragmentName'?: 'FoundNode_Release_Fragment' };

type FoundNode_Session_Fragment = { __typename: 'Session', id: string } & { ' $fragmentName'?: 'FoundNode_Session_Fragment' };

type FoundNode_Subscription_Fragment = { __typename: 'Subscription', id: string, subscribed: { id: string, name: string, organization: { id: string, slug: string, name: string } } | null } & { ' $fragmentName'?: 'FoundNode_Subscription_Fragment' };

type FoundNode_User_Fragment = { __typename: 'User', id: string } & { ' $fragmentName'?: 'FoundNode_User_Fragment' };

type FoundNode_WebhookDelivery_Fragment = { __typename: 'WebhookDelivery', eventType: string, id: string, webhookEndpoint: { id: string, organization: { id: string, slug: string, name: string } } | null } & { ' $fragmentName'?: 'FoundNode_WebhookDelivery_Fragment' };

type FoundNode_WebhookEndpoint_Fragment = { __typename: 'WebhookEndpoint', url: string, id: string, endpointOrganization: { id: string, slug: string, name: string } } & { ' $fragmentName'?: 'FoundNode_WebhookEndpoint_Fragment' };

export type FoundNodeFragment =
  | FoundNode_AuditEvent_Fragment
  | FoundNode_Instance_Fragment
  | FoundNode_Invitation_Fragment
  | FoundNode_Invoice_Fragment
  | FoundNode_Mail_Fragment
  | FoundNode_Membership_Fragment
  | FoundNode_Notification_Fragment
  | FoundNode_Operation_Fragment
  | FoundNode_Organization_Fragment
  | FoundNode_Payment_Fragment
  | FoundNode_Plan_Fragment
  | FoundNode_Price_Fragment
  | FoundNode_Region_Fragment
  | FoundNode_Release_Fragment
  | FoundNode_Session_Fragment
  | FoundNode_Subscription_Fragment
  | FoundNode_User_Fragment
  | FoundNode_WebhookDelivery_Fragment
  | FoundNode_WebhookEndpoint_Fragment
;

export type LetterCountFragment = { nodes: Array<{ id: string }>, pageInfo: { hasNextPage: boolean } } & { ' $fragmentName'?: 'LetterCountFragment' };

export type LetterRowFragment = { id: string, queue: string, eventType: string | null, subjectId: string | null, cause: string, deaths: number, lastDiedAt: string } & { ' $fragmentName'?: 'LetterRowFragment' };

export type MailRowFragment = { id: string, template: string, recipientId: string, address: string | null, state: MailState, reason: string | null, attempts: number, createdAt: string } & { ' $fragmentName'?: 'MailRowFragment' };

export type NewestCustomerFragment = { id: string, name: string, createdAt: string } & { ' $fragmentName'?: 'NewestCustomerFragment' };

export type NewestOperationFragment = { id: string, kind: string, status: OperationStatus, createdAt: string, instance: { id: string, name: string, organization: { slug: string } } } & { ' $fragmentName'?: 'NewestOperationFragment' };

export type NewestOrderFragment = { id: string, number: string | null, status: InvoiceStatus, createdAt: string, total: { amount: `${number}`, currency: string }, organization: { id: string, slug: string, name: string } } & { ' $fragmentName'?: 'NewestOrderFragment' };

export type NodeAmountFragment = { cpuMilli: number, memoryMib: number, diskBytes: number, instances: number } & { ' $fragmentName'?: 'NodeAmountFragment' };

export type NodeRoomFragment = { id: string, name: string, cordoned: boolean, total: { ' $fragmentRefs'?: { 'NodeAmountFragment': NodeAmountFragment } }, placed: { ' $fragmentRefs'?: { 'NodeAmountFragment': NodeAmountFragment } }, reserved: { ' $fragmentRefs'?: { 'NodeAmountFragment': NodeAmountFragment } } } & { ' $fragmentName'?: 'NodeRoomFragment' };

export type OperationRowFragment = { id: string, kind: string, status: OperationStatus, createdAt: string, requestId: string, error: { code: string, message: string } | null, instance: { id: string, name: string, status: InstanceStatus, organization: { id: string, slug: string, name: string } } } & { ' $fragmentName'?: 'OperationRowFragment' };

export type OrderRowFragment = { id: string, number: string | null, status: InvoiceStatus, createdAt: string, total: { amount: `${number}`, currency: string }, organization: { id: string, slug: string, name: string }, subscriptions: Array<{ id: string, price: { plan: { name: string } }, instance: { id: string, name: string, status: InstanceStatus } | null }> } & { ' $fragmentName'?: 'OrderRowFragment' };

export type OrganizationRowFragment = { id: string, slug: string, name: string, createdAt: string } & { ' $fragmentName'?: 'OrganizationRowFragment' };

export type PaymentRowFragment = { id: string, status: PaymentStatus, createdAt: string, failureCode: string | null, amount: { amount: `${number}`, currency: string } } & { ' $fragmentName'?: 'PaymentRowFragment' };

export type RepairInstanceMutationVariables = Exact<{
  input: RepairInstanceInput;
}>;


export type RepairInstanceMutation = { repairInstance: { operation: { id: string } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type ResendMailMutationVariables = Exact<{
  input: ResendMailInput;
}>;


export type ResendMailMutation = { resendMail: { mail: { id: string } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type RevenueByDayFragment = { day: string, invoices: number, total: { amount: `${number}`, currency: string } } & { ' $fragmentName'?: 'RevenueByDayFragment' };

export type StrayRowFragment = { id: string, name: string, status: InstanceStatus, createdAt: string, region: { name: string }, organization: { id: string, slug: string, name: string } } & { ' $fragmentName'?: 'StrayRowFragment' };

export type SubscriptionRowFragment = { id: string, status: SubscriptionStatus, currentPeriodEnd: string | null, createdAt: string, price: { interval: BillingInterval, intervalCount: number, amount: { amount: `${number}`, currency: string }, plan: { name: string } }, instance: { id: string, name: string } | null } & { ' $fragmentName'?: 'SubscriptionRowFragment' };

export type UserRowFragment = { user: { id: string, name: string, email: string, emailVerified: boolean, createdAt: string }, organizations: Array<{ id: string, name: string }> } & { ' $fragmentName'?: 'UserRowFragment' };

export type AttemptLogFragment = { attemptLog: Array<{ at: string, error: string | null, latencyMs: number, responseStatus: number | null }> } & { ' $fragmentName'?: 'AttemptLogFragment' };

export type DeliveryRowFragment = { id: string, eventType: string, status: WebhookDeliveryStatus, attempts: number, responseStatus: number | null, createdAt: string } & { ' $fragmentName'?: 'DeliveryRowFragment' };

export type EndpointRowFragment = (
  { id: string, url: string, description: string, eventTypes: Array<string>, createdAt: string }
  & { ' $fragmentRefs'?: { 'EndpointStateFragment': EndpointStateFragment } }
) & { ' $fragmentName'?: 'EndpointRowFragment' };

export type EndpointStateFragment = { enabled: boolean, disabledReason: string | null, failingSince: string | null } & { ' $fragmentName'?: 'EndpointStateFragment' };

export type UnreadQueryVariables = Exact<{ [key: string]: never; }>;


export type UnreadQuery = { viewer: { unreadNotifications: number } };

export type LiveSubscriptionVariables = Exact<{
  organizations?: Array<string | number> | string | number | null | undefined;
}>;


export type LiveSubscription = { viewerChanged: { type: string, organizationId: string | null, occurredAt: string, node:
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
export const FindPlaceFragmentDoc = new TypedDocumentString(`
    fragment FindPlace on Node {
  __typename
  id
  ... on Organization {
    slug
  }
  ... on Membership {
    organization {
      id
      slug
    }
  }
  ... on Invitation {
    organization {
      id
      slug
    }
  }
  ... on Invoice {
    organization {
      id
      slug
    }
  }
  ... on Payment {
    invoice {
      id
      organization {
        id
        slug
      }
    }
  }
  ... on Instance {
    organization {
      id
      slug
    }
  }
  ... on Subscription {
    subscribed: instance {
      id
      organization {
        id
        slug
      }
    }
  }
  ... on Release {
    instance {
      id
      organization {
        id
        slug
      }
    }
  }
  ... on Operation {
    instance {
      id
      organization {
        id
        slug
      }
    }
  }
  ... on WebhookEndpoint {
    organization {
      id
      slug
    }
  }
  ... on WebhookDelivery {
    webhookEndpoint {
      id
      organization {
        id
        slug
      }
    }
  }
  ... on AuditEvent {
    event
  }
}
    `, {"fragmentName":"FindPlace"}) as unknown as TypedDocumentString<FindPlaceFragment, unknown>;
export const VerificationFragmentDoc = new TypedDocumentString(`
    fragment Verification on AuditVerification {
  valid
  events
  recomputed
  restVerifiedAt
  firstBrokenId
  heads {
    class
    hash
    sequence
  }
}
    `, {"fragmentName":"Verification"}) as unknown as TypedDocumentString<VerificationFragment, unknown>;
export const EventRowFragmentDoc = new TypedDocumentString(`
    fragment EventRow on AuditEvent {
  id
  type
  occurredAt
  actor
  subject
  sequence
  sessionId
  origin {
    ipAddress
    userAgent
  }
  changes {
    field
    before
    after
  }
  event
}
    `, {"fragmentName":"EventRow"}) as unknown as TypedDocumentString<EventRowFragment, unknown>;
export const FrameViewerFragmentDoc = new TypedDocumentString(`
    fragment FrameViewer on Viewer {
  user {
    id
    name
    email
  }
  organizations(first: 50) {
    nodes {
      id
      slug
      name
    }
    pageInfo {
      hasNextPage
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
export const InstanceFactsFragmentDoc = new TypedDocumentString(`
    fragment InstanceFacts on Instance {
  url
  kind
  createdAt
  region {
    name
  }
  subscription {
    status
    currentPeriodEnd
    cancelAtPeriodEnd
    price {
      amount {
        amount
        currency
      }
      interval
      intervalCount
      plan {
        name
      }
    }
  }
}
    `, {"fragmentName":"InstanceFacts"}) as unknown as TypedDocumentString<InstanceFactsFragment, unknown>;
export const InstanceFrameFragmentDoc = new TypedDocumentString(`
    fragment InstanceFrame on Instance {
  id
  name
  status
  url
}
    `, {"fragmentName":"InstanceFrame"}) as unknown as TypedDocumentString<InstanceFrameFragment, unknown>;
export const InstanceOrganizationFragmentDoc = new TypedDocumentString(`
    fragment InstanceOrganization on Organization {
  id
  slug
  viewerRole
  viewerPermissions
}
    `, {"fragmentName":"InstanceOrganization"}) as unknown as TypedDocumentString<InstanceOrganizationFragment, unknown>;
export const InstanceRowFragmentDoc = new TypedDocumentString(`
    fragment InstanceRow on Instance {
  id
  name
  status
  url
  createdAt
  region {
    name
  }
}
    `, {"fragmentName":"InstanceRow"}) as unknown as TypedDocumentString<InstanceRowFragment, unknown>;
export const InvitationRowFragmentDoc = new TypedDocumentString(`
    fragment InvitationRow on Invitation {
  id
  email
  role
  status
  expiresAt
}
    `, {"fragmentName":"InvitationRow"}) as unknown as TypedDocumentString<InvitationRowFragment, unknown>;
export const InvoiceFactsFragmentDoc = new TypedDocumentString(`
    fragment InvoiceFacts on Invoice {
  number
  status
  createdAt
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
export const LetterheadFragmentDoc = new TypedDocumentString(`
    fragment Letterhead on Letterhead {
  name
  address
  taxNumber
}
    `, {"fragmentName":"Letterhead"}) as unknown as TypedDocumentString<LetterheadFragment, unknown>;
export const InvoicePartiesFragmentDoc = new TypedDocumentString(`
    fragment InvoiceParties on Invoice {
  seller {
    name
    ...Letterhead
  }
  buyer {
    ...Letterhead
  }
}
    fragment Letterhead on Letterhead {
  name
  address
  taxNumber
}`, {"fragmentName":"InvoiceParties"}) as unknown as TypedDocumentString<InvoicePartiesFragment, unknown>;
export const PayableInvoiceFragmentDoc = new TypedDocumentString(`
    fragment PayableInvoice on Invoice {
  id
  status
  amountDue {
    amount
    currency
  }
  payments {
    id
    status
  }
}
    `, {"fragmentName":"PayableInvoice"}) as unknown as TypedDocumentString<PayableInvoiceFragment, unknown>;
export const PaymentListFragmentDoc = new TypedDocumentString(`
    fragment PaymentList on Invoice {
  payments {
    id
    status
    createdAt
    failureCode
    amount {
      amount
      currency
    }
    amountRefunded {
      amount
      currency
    }
  }
}
    `, {"fragmentName":"PaymentList"}) as unknown as TypedDocumentString<PaymentListFragment, unknown>;
export const MemberRowFragmentDoc = new TypedDocumentString(`
    fragment MemberRow on Membership {
  id
  role
  createdAt
  user {
    id
    name
    email
  }
}
    `, {"fragmentName":"MemberRow"}) as unknown as TypedDocumentString<MemberRowFragment, unknown>;
export const NotificationEntryFragmentDoc = new TypedDocumentString(`
    fragment NotificationEntry on Notification {
  id
  title
  body
  createdAt
  readAt
  organization {
    name
    slug
  }
  subject {
    __typename
    id
  }
}
    `, {"fragmentName":"NotificationEntry"}) as unknown as TypedDocumentString<NotificationEntryFragment, unknown>;
export const OperationCardFragmentDoc = new TypedDocumentString(`
    fragment OperationCard on Operation {
  id
  kind
  status
  progress
  startedAt
  finishedAt
  requestId
  steps {
    name
    status
    startedAt
    finishedAt
  }
  error {
    code
    message
    retryable
  }
}
    `, {"fragmentName":"OperationCard"}) as unknown as TypedDocumentString<OperationCardFragment, unknown>;
export const OrderPreviewLinesFragmentDoc = new TypedDocumentString(`
    fragment OrderPreviewLines on OrderPreview {
  pricesIncludeTax
  expiresAt
  lines {
    description
    quantity
    unitAmount {
      amount
      currency
    }
    periodStart
    periodEnd
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
    `, {"fragmentName":"OrderPreviewLines"}) as unknown as TypedDocumentString<OrderPreviewLinesFragment, unknown>;
export const OrderTimelineFragmentDoc = new TypedDocumentString(`
    fragment OrderTimeline on Invoice {
  id
  number
  status
  createdAt
  issuedAt
  dueAt
  paidAt
  total {
    amount
    currency
  }
  payments {
    id
    status
    createdAt
    failureCode
  }
  subscriptions {
    id
    price {
      id
      plan {
        id
        name
      }
    }
    instance {
      id
      name
      status
      url
      createdAt
      region {
        id
        name
      }
      operations(last: 20) {
        nodes {
          id
          kind
          status
          startedAt
          finishedAt
          requestId
          error {
            code
          }
          steps {
            name
            status
            startedAt
            finishedAt
          }
        }
      }
    }
  }
}
    `, {"fragmentName":"OrderTimeline"}) as unknown as TypedDocumentString<OrderTimelineFragment, unknown>;
export const OrderEventFragmentDoc = new TypedDocumentString(`
    fragment OrderEvent on AuditEvent {
  id
  type
  subject
  occurredAt
  event
}
    `, {"fragmentName":"OrderEvent"}) as unknown as TypedDocumentString<OrderEventFragment, unknown>;
export const OwnOrganizationRowFragmentDoc = new TypedDocumentString(`
    fragment OwnOrganizationRow on Organization {
  id
  slug
  name
  createdAt
  viewerRole
}
    `, {"fragmentName":"OwnOrganizationRow"}) as unknown as TypedDocumentString<OwnOrganizationRowFragment, unknown>;
export const HappenedFragmentDoc = new TypedDocumentString(`
    fragment Happened on Notification {
  id
  title
  createdAt
  subject {
    __typename
    id
  }
}
    `, {"fragmentName":"Happened"}) as unknown as TypedDocumentString<HappenedFragment, unknown>;
export const OwedInvoiceFragmentDoc = new TypedDocumentString(`
    fragment OwedInvoice on Invoice {
  id
  number
  status
  createdAt
  dueAt
  amountDue {
    amount
    currency
  }
  lines {
    description
  }
  payments {
    id
    status
  }
}
    `, {"fragmentName":"OwedInvoice"}) as unknown as TypedDocumentString<OwedInvoiceFragment, unknown>;
export const RecordedEventFragmentDoc = new TypedDocumentString(`
    fragment RecordedEvent on AuditEvent {
  id
  type
  subject
  occurredAt
}
    `, {"fragmentName":"RecordedEvent"}) as unknown as TypedDocumentString<RecordedEventFragment, unknown>;
export const SiteCardFragmentDoc = new TypedDocumentString(`
    fragment SiteCard on Instance {
  id
  name
  status
  url
  region {
    id
    name
  }
}
    `, {"fragmentName":"SiteCard"}) as unknown as TypedDocumentString<SiteCardFragment, unknown>;
export const PlanCardFragmentDoc = new TypedDocumentString(`
    fragment PlanCard on Plan {
  id
  name
  description
  kind
  prices {
    id
    interval
    intervalCount
    trialDays
    amount {
      amount
      currency
    }
  }
}
    `, {"fragmentName":"PlanCard"}) as unknown as TypedDocumentString<PlanCardFragment, unknown>;
export const ReleaseFactsFragmentDoc = new TypedDocumentString(`
    fragment ReleaseFacts on Release {
  version
  status
  sizeBytes
  fileCount
  createdAt
}
    `, {"fragmentName":"ReleaseFacts"}) as unknown as TypedDocumentString<ReleaseFactsFragment, unknown>;
export const ReleaseRowFragmentDoc = new TypedDocumentString(`
    fragment ReleaseRow on Release {
  id
  version
  status
  sizeBytes
  fileCount
  createdAt
}
    `, {"fragmentName":"ReleaseRow"}) as unknown as TypedDocumentString<ReleaseRowFragment, unknown>;
export const SessionRowFragmentDoc = new TypedDocumentString(`
    fragment SessionRow on Session {
  id
  current
  createdAt
  lastUsedAt
  expiresAt
  ipAddress
  userAgent
}
    `, {"fragmentName":"SessionRow"}) as unknown as TypedDocumentString<SessionRowFragment, unknown>;
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
export const FoundInvoiceFragmentDoc = new TypedDocumentString(`
    fragment FoundInvoice on Invoice {
  organization {
    id
    slug
    name
  }
  ...InvoiceRow
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
}`, {"fragmentName":"FoundInvoice"}) as unknown as TypedDocumentString<FoundInvoiceFragment, unknown>;
export const MailRowFragmentDoc = new TypedDocumentString(`
    fragment MailRow on Mail {
  id
  template
  recipientId
  address
  state
  reason
  attempts
  createdAt
}
    `, {"fragmentName":"MailRow"}) as unknown as TypedDocumentString<MailRowFragment, unknown>;
export const FoundNodeFragmentDoc = new TypedDocumentString(`
    fragment FoundNode on Node {
  __typename
  id
  ... on Instance {
    name
    instanceOrganization: organization {
      id
      slug
      name
    }
  }
  ... on Operation {
    instance {
      id
      name
      organization {
        id
        slug
        name
      }
    }
  }
  ... on Subscription {
    subscribed: instance {
      id
      name
      organization {
        id
        slug
        name
      }
    }
  }
  ... on Release {
    instance {
      id
      name
      organization {
        id
        slug
        name
      }
    }
  }
  ... on Payment {
    invoice {
      id
      number
      organization {
        id
        slug
        name
      }
    }
  }
  ... on Membership {
    user {
      id
      name
    }
    memberOf: organization {
      id
      name
    }
  }
  ... on Invitation {
    email
    invitedTo: organization {
      id
      name
    }
  }
  ... on Mail {
    recipientId
    address
    mailAbout: organization {
      id
      name
    }
    ...MailRow
  }
  ... on WebhookEndpoint {
    url
    endpointOrganization: organization {
      id
      slug
      name
    }
  }
  ... on WebhookDelivery {
    eventType
    webhookEndpoint {
      id
      organization {
        id
        slug
        name
      }
    }
  }
  ... on AuditEvent {
    subject
    event
  }
}
    fragment MailRow on Mail {
  id
  template
  recipientId
  address
  state
  reason
  attempts
  createdAt
}`, {"fragmentName":"FoundNode"}) as unknown as TypedDocumentString<FoundNodeFragment, unknown>;
export const LetterCountFragmentDoc = new TypedDocumentString(`
    fragment LetterCount on DeadLetterConnection {
  nodes {
    id
  }
  pageInfo {
    hasNextPage
  }
}
    `, {"fragmentName":"LetterCount"}) as unknown as TypedDocumentString<LetterCountFragment, unknown>;
export const LetterRowFragmentDoc = new TypedDocumentString(`
    fragment LetterRow on DeadLetter {
  id
  queue
  eventType
  subjectId
  cause
  deaths
  lastDiedAt
}
    `, {"fragmentName":"LetterRow"}) as unknown as TypedDocumentString<LetterRowFragment, unknown>;
export const NewestCustomerFragmentDoc = new TypedDocumentString(`
    fragment NewestCustomer on Organization {
  id
  name
  createdAt
}
    `, {"fragmentName":"NewestCustomer"}) as unknown as TypedDocumentString<NewestCustomerFragment, unknown>;
export const NewestOperationFragmentDoc = new TypedDocumentString(`
    fragment NewestOperation on Operation {
  id
  kind
  status
  createdAt
  instance {
    id
    name
    organization {
      slug
    }
  }
}
    `, {"fragmentName":"NewestOperation"}) as unknown as TypedDocumentString<NewestOperationFragment, unknown>;
export const NewestOrderFragmentDoc = new TypedDocumentString(`
    fragment NewestOrder on Invoice {
  id
  number
  status
  createdAt
  total {
    amount
    currency
  }
  organization {
    id
    slug
    name
  }
}
    `, {"fragmentName":"NewestOrder"}) as unknown as TypedDocumentString<NewestOrderFragment, unknown>;
export const NodeAmountFragmentDoc = new TypedDocumentString(`
    fragment NodeAmount on Capacity {
  cpuMilli
  memoryMib
  diskBytes
  instances
}
    `, {"fragmentName":"NodeAmount"}) as unknown as TypedDocumentString<NodeAmountFragment, unknown>;
export const NodeRoomFragmentDoc = new TypedDocumentString(`
    fragment NodeRoom on NodeCapacity {
  id
  name
  cordoned
  total {
    ...NodeAmount
  }
  placed {
    ...NodeAmount
  }
  reserved {
    ...NodeAmount
  }
}
    fragment NodeAmount on Capacity {
  cpuMilli
  memoryMib
  diskBytes
  instances
}`, {"fragmentName":"NodeRoom"}) as unknown as TypedDocumentString<NodeRoomFragment, unknown>;
export const OperationRowFragmentDoc = new TypedDocumentString(`
    fragment OperationRow on Operation {
  id
  kind
  status
  createdAt
  requestId
  error {
    code
    message
  }
  instance {
    id
    name
    status
    organization {
      id
      slug
      name
    }
  }
}
    `, {"fragmentName":"OperationRow"}) as unknown as TypedDocumentString<OperationRowFragment, unknown>;
export const OrderRowFragmentDoc = new TypedDocumentString(`
    fragment OrderRow on Invoice {
  id
  number
  status
  createdAt
  total {
    amount
    currency
  }
  organization {
    id
    slug
    name
  }
  subscriptions {
    id
    price {
      plan {
        name
      }
    }
    instance {
      id
      name
      status
    }
  }
}
    `, {"fragmentName":"OrderRow"}) as unknown as TypedDocumentString<OrderRowFragment, unknown>;
export const OrganizationRowFragmentDoc = new TypedDocumentString(`
    fragment OrganizationRow on Organization {
  id
  slug
  name
  createdAt
}
    `, {"fragmentName":"OrganizationRow"}) as unknown as TypedDocumentString<OrganizationRowFragment, unknown>;
export const PaymentRowFragmentDoc = new TypedDocumentString(`
    fragment PaymentRow on Payment {
  id
  status
  createdAt
  failureCode
  amount {
    amount
    currency
  }
}
    `, {"fragmentName":"PaymentRow"}) as unknown as TypedDocumentString<PaymentRowFragment, unknown>;
export const RevenueByDayFragmentDoc = new TypedDocumentString(`
    fragment RevenueByDay on RevenueDay {
  day
  invoices
  total {
    amount
    currency
  }
}
    `, {"fragmentName":"RevenueByDay"}) as unknown as TypedDocumentString<RevenueByDayFragment, unknown>;
export const StrayRowFragmentDoc = new TypedDocumentString(`
    fragment StrayRow on Instance {
  id
  name
  status
  createdAt
  region {
    name
  }
  organization {
    id
    slug
    name
  }
}
    `, {"fragmentName":"StrayRow"}) as unknown as TypedDocumentString<StrayRowFragment, unknown>;
export const SubscriptionRowFragmentDoc = new TypedDocumentString(`
    fragment SubscriptionRow on Subscription {
  id
  status
  currentPeriodEnd
  createdAt
  price {
    amount {
      amount
      currency
    }
    interval
    intervalCount
    plan {
      name
    }
  }
  instance {
    id
    name
  }
}
    `, {"fragmentName":"SubscriptionRow"}) as unknown as TypedDocumentString<SubscriptionRowFragment, unknown>;
export const UserRowFragmentDoc = new TypedDocumentString(`
    fragment UserRow on StaffUser {
  user {
    id
    name
    email
    emailVerified
    createdAt
  }
  organizations {
    id
    name
  }
}
    `, {"fragmentName":"UserRow"}) as unknown as TypedDocumentString<UserRowFragment, unknown>;
export const AttemptLogFragmentDoc = new TypedDocumentString(`
    fragment AttemptLog on WebhookDelivery {
  attemptLog {
    at
    error
    latencyMs
    responseStatus
  }
}
    `, {"fragmentName":"AttemptLog"}) as unknown as TypedDocumentString<AttemptLogFragment, unknown>;
export const DeliveryRowFragmentDoc = new TypedDocumentString(`
    fragment DeliveryRow on WebhookDelivery {
  id
  eventType
  status
  attempts
  responseStatus
  createdAt
}
    `, {"fragmentName":"DeliveryRow"}) as unknown as TypedDocumentString<DeliveryRowFragment, unknown>;
export const EndpointStateFragmentDoc = new TypedDocumentString(`
    fragment EndpointState on WebhookEndpoint {
  enabled
  disabledReason
  failingSince
}
    `, {"fragmentName":"EndpointState"}) as unknown as TypedDocumentString<EndpointStateFragment, unknown>;
export const EndpointRowFragmentDoc = new TypedDocumentString(`
    fragment EndpointRow on WebhookEndpoint {
  id
  url
  description
  eventTypes
  createdAt
  ...EndpointState
}
    fragment EndpointState on WebhookEndpoint {
  enabled
  disabledReason
  failingSince
}`, {"fragmentName":"EndpointRow"}) as unknown as TypedDocumentString<EndpointRowFragment, unknown>;
export const AuditMembersDocument = new TypedDocumentString(`
    query AuditMembers($org: String!) {
  organization(slug: $org) {
    id
    members(first: 100) {
      nodes {
        id
        user {
          id
          name
          email
        }
      }
    }
  }
}
    `, {"hash":"sha256:71e6f3195aa093d8315b5d6b64a09ecec1c778a4f7f4914d97b86203ec399565"}) as unknown as TypedDocumentString<AuditMembersQuery, AuditMembersQueryVariables>;
export const AuditPageDocument = new TypedDocumentString(`
    query AuditPage($org: String!, $filter: AuditFilter, $lists: Boolean!, $verify: Boolean!, $first: Int, $after: String, $last: Int, $before: String) {
  organization(slug: $org) {
    id
    members(first: 100) {
      nodes {
        id
        user {
          id
          name
        }
      }
    }
    auditEvents(
      filter: $filter
      first: $first
      after: $after
      last: $last
      before: $before
    ) @include(if: $lists) {
      nodes {
        id
        ...EventRow
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
    auditVerification @include(if: $verify) {
      ...Verification
    }
  }
}
    fragment Verification on AuditVerification {
  valid
  events
  recomputed
  restVerifiedAt
  firstBrokenId
  heads {
    class
    hash
    sequence
  }
}
fragment EventRow on AuditEvent {
  id
  type
  occurredAt
  actor
  subject
  sequence
  sessionId
  origin {
    ipAddress
    userAgent
  }
  changes {
    field
    before
    after
  }
  event
}`, {"hash":"sha256:c2aa82366a1437644d90e5f291826d11fcbd25c59f522f9b8537496cf2ac5642"}) as unknown as TypedDocumentString<AuditPageQuery, AuditPageQueryVariables>;
export const InstanceDangerPageDocument = new TypedDocumentString(`
    query InstanceDangerPage($org: String!, $instance: ID!) {
  organization(slug: $org) {
    id
    viewerRole
    viewerPermissions
    ...InstanceOrganization
  }
  node(id: $instance) {
    __typename
    ... on Instance {
      id
      name
      status
      url
      organization {
        id
      }
      ...InstanceFrame
    }
  }
}
    fragment InstanceFrame on Instance {
  id
  name
  status
  url
}
fragment InstanceOrganization on Organization {
  id
  slug
  viewerRole
  viewerPermissions
}`, {"hash":"sha256:c1ae7ba0cd9a9594df45ed61cfbaaddd21550b834f9bf15d9e4f4de6dee303e7"}) as unknown as TypedDocumentString<InstanceDangerPageQuery, InstanceDangerPageQueryVariables>;
export const TerminateInstanceDocument = new TypedDocumentString(`
    mutation TerminateInstance($input: TerminateInstanceInput!) {
  terminateInstance(input: $input) {
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:107a8676975b98c7d668f8ecb038dcdb34a0c9ed33b95d25be3101e6fc5ed52a"}) as unknown as TypedDocumentString<TerminateInstanceMutation, TerminateInstanceMutationVariables>;
export const DeployReleaseDocument = new TypedDocumentString(`
    mutation DeployRelease($input: DeployReleaseInput!) {
  deployRelease(input: $input) {
    release {
      id
      version
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:a4dcdec3338a0a499c0b9f7dc3dbb50c8aea18859d336abcadbf3e313a02df71"}) as unknown as TypedDocumentString<DeployReleaseMutation, DeployReleaseMutationVariables>;
export const InstanceEventsPageDocument = new TypedDocumentString(`
    query InstanceEventsPage($org: String!, $instance: ID!) {
  organization(slug: $org) {
    id
    ...InstanceOrganization
  }
  node(id: $instance) {
    __typename
    ... on Instance {
      id
      organization {
        id
      }
      operations(first: 24) {
        nodes {
          id
        }
        pageInfo {
          hasNextPage
        }
      }
      releases(first: 25) {
        nodes {
          id
        }
        pageInfo {
          hasNextPage
        }
      }
      ...InstanceFrame
    }
  }
}
    fragment InstanceFrame on Instance {
  id
  name
  status
  url
}
fragment InstanceOrganization on Organization {
  id
  slug
  viewerRole
  viewerPermissions
}`, {"hash":"sha256:359c2d2de7364296a28988b2db4c5e0131babcaffd69235c35406b01cd14818c"}) as unknown as TypedDocumentString<InstanceEventsPageQuery, InstanceEventsPageQueryVariables>;
export const InstanceEventsDocument = new TypedDocumentString(`
    query InstanceEvents($org: String!, $subjects: [ID!]!, $first: Int, $after: String, $last: Int, $before: String) {
  organization(slug: $org) {
    id
    auditEvents(
      filter: {subjects: $subjects}
      first: $first
      after: $after
      last: $last
      before: $before
    ) {
      nodes {
        id
        ...EventRow
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
    members(first: 50) {
      nodes {
        user {
          id
          name
        }
      }
    }
  }
}
    fragment EventRow on AuditEvent {
  id
  type
  occurredAt
  actor
  subject
  sequence
  sessionId
  origin {
    ipAddress
    userAgent
  }
  changes {
    field
    before
    after
  }
  event
}`, {"hash":"sha256:3a0d038060ccc2c94539876ac8351e13d7851a40a2d3de7e2c456307a3e48149"}) as unknown as TypedDocumentString<InstanceEventsQuery, InstanceEventsQueryVariables>;
export const OperationsPageDocument = new TypedDocumentString(`
    query OperationsPage($org: String!, $instance: ID!, $statuses: [OperationStatus!], $kinds: [String!], $first: Int, $after: String, $last: Int, $before: String) {
  organization(slug: $org) {
    id
    ...InstanceOrganization
  }
  node(id: $instance) {
    __typename
    ... on Instance {
      id
      organization {
        id
      }
      operations(
        statuses: $statuses
        kinds: $kinds
        first: $first
        after: $after
        last: $last
        before: $before
      ) {
        nodes {
          id
          ...OperationCard
        }
        pageInfo {
          hasNextPage
          hasPreviousPage
          startCursor
          endCursor
        }
      }
      ...InstanceFrame
    }
  }
}
    fragment InstanceFrame on Instance {
  id
  name
  status
  url
}
fragment InstanceOrganization on Organization {
  id
  slug
  viewerRole
  viewerPermissions
}
fragment OperationCard on Operation {
  id
  kind
  status
  progress
  startedAt
  finishedAt
  requestId
  steps {
    name
    status
    startedAt
    finishedAt
  }
  error {
    code
    message
    retryable
  }
}`, {"hash":"sha256:a2b8dd22919b1c961751d841ffc0b10062392698fe4028f9f6d1e2e7c6cd2ce1"}) as unknown as TypedDocumentString<OperationsPageQuery, OperationsPageQueryVariables>;
export const InstancePageDocument = new TypedDocumentString(`
    query InstancePage($org: String!, $instance: ID!) {
  organization(slug: $org) {
    id
    ...InstanceOrganization
  }
  node(id: $instance) {
    __typename
    ... on Instance {
      id
      status
      organization {
        id
      }
      currentRelease {
        id
        ...ReleaseFacts
      }
      uploadLimits {
        archiveBytes
        fileBytes
        diskBytes
        files
      }
      operations(first: 1) {
        nodes {
          id
          ...OperationCard
        }
      }
      ...InstanceFrame
      ...InstanceFacts
    }
  }
}
    fragment InstanceFacts on Instance {
  url
  kind
  createdAt
  region {
    name
  }
  subscription {
    status
    currentPeriodEnd
    cancelAtPeriodEnd
    price {
      amount {
        amount
        currency
      }
      interval
      intervalCount
      plan {
        name
      }
    }
  }
}
fragment InstanceFrame on Instance {
  id
  name
  status
  url
}
fragment InstanceOrganization on Organization {
  id
  slug
  viewerRole
  viewerPermissions
}
fragment OperationCard on Operation {
  id
  kind
  status
  progress
  startedAt
  finishedAt
  requestId
  steps {
    name
    status
    startedAt
    finishedAt
  }
  error {
    code
    message
    retryable
  }
}
fragment ReleaseFacts on Release {
  version
  status
  sizeBytes
  fileCount
  createdAt
}`, {"hash":"sha256:b0ce8fa9f0ee3d0344a256b818f11dd5f6a32c6359e8470c1ea2fa7751571260"}) as unknown as TypedDocumentString<InstancePageQuery, InstancePageQueryVariables>;
export const ReleasesPageDocument = new TypedDocumentString(`
    query ReleasesPage($org: String!, $instance: ID!, $statuses: [ReleaseStatus!], $first: Int, $after: String, $last: Int, $before: String) {
  organization(slug: $org) {
    id
    ...InstanceOrganization
  }
  node(id: $instance) {
    __typename
    ... on Instance {
      id
      status
      organization {
        id
      }
      releases(
        statuses: $statuses
        first: $first
        after: $after
        last: $last
        before: $before
      ) {
        nodes {
          id
          version
          status
          ...ReleaseRow
        }
        pageInfo {
          hasNextPage
          hasPreviousPage
          startCursor
          endCursor
        }
      }
      ...InstanceFrame
    }
  }
}
    fragment InstanceFrame on Instance {
  id
  name
  status
  url
}
fragment InstanceOrganization on Organization {
  id
  slug
  viewerRole
  viewerPermissions
}
fragment ReleaseRow on Release {
  id
  version
  status
  sizeBytes
  fileCount
  createdAt
}`, {"hash":"sha256:ea1876cf59f3c8c78c8f95fd6c33c1cd199699f1f8491e4bc2e8f03dec1fa331"}) as unknown as TypedDocumentString<ReleasesPageQuery, ReleasesPageQueryVariables>;
export const RollBackReleaseDocument = new TypedDocumentString(`
    mutation RollBackRelease($input: RollBackReleaseInput!) {
  rollBackRelease(input: $input) {
    operation {
      id
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:73fada83eb5a77bf85566b3d6be674d0addadfc5b44df030c65dc41bec7621d9"}) as unknown as TypedDocumentString<RollBackReleaseMutation, RollBackReleaseMutationVariables>;
export const InstancesPageDocument = new TypedDocumentString(`
    query InstancesPage($org: String!, $statuses: [InstanceStatus!], $first: Int, $after: String, $last: Int, $before: String) {
  organization(slug: $org) {
    id
    viewerRole
    viewerPermissions
    instances(
      statuses: $statuses
      first: $first
      after: $after
      last: $last
      before: $before
    ) {
      nodes {
        id
        ...InstanceRow
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
    fragment InstanceRow on Instance {
  id
  name
  status
  url
  createdAt
  region {
    name
  }
}`, {"hash":"sha256:dfc2a5df98d6ddff10d1da69a3443186b7c0a1baa1b0598fefd4d163583a70fd"}) as unknown as TypedDocumentString<InstancesPageQuery, InstancesPageQueryVariables>;
export const InvoicePageDocument = new TypedDocumentString(`
    query InvoicePage($org: String!, $invoice: ID!) {
  organization(slug: $org) {
    id
    viewerRole
    viewerPermissions
  }
  node(id: $invoice) {
    __typename
    ... on Invoice {
      id
      number
      status
      organization {
        id
      }
      buyer {
        address
      }
      ...InvoiceFacts
      ...InvoiceLines
      ...InvoiceParties
      ...PayableInvoice
      ...PaymentList
    }
  }
}
    fragment InvoiceFacts on Invoice {
  number
  status
  createdAt
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
}
fragment InvoiceParties on Invoice {
  seller {
    name
    ...Letterhead
  }
  buyer {
    ...Letterhead
  }
}
fragment Letterhead on Letterhead {
  name
  address
  taxNumber
}
fragment PayableInvoice on Invoice {
  id
  status
  amountDue {
    amount
    currency
  }
  payments {
    id
    status
  }
}
fragment PaymentList on Invoice {
  payments {
    id
    status
    createdAt
    failureCode
    amount {
      amount
      currency
    }
    amountRefunded {
      amount
      currency
    }
  }
}`, {"hash":"sha256:433abefe49eff9c9cc7b15a4963a28e8c095e8a5bb44c8fd3c7d3d6ac15ce535"}) as unknown as TypedDocumentString<InvoicePageQuery, InvoicePageQueryVariables>;
export const InvoicesPageDocument = new TypedDocumentString(`
    query InvoicesPage($org: String!, $statuses: [InvoiceStatus!], $first: Int, $after: String, $last: Int, $before: String) {
  organization(slug: $org) {
    id
    viewerRole
    viewerPermissions
    invoices(
      statuses: $statuses
      first: $first
      after: $after
      last: $last
      before: $before
    ) {
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
}`, {"hash":"sha256:48d3c43cceae918bb86d84694952447e7de5a18b81eae733e23ab737eac28dc8"}) as unknown as TypedDocumentString<InvoicesPageQuery, InvoicesPageQueryVariables>;
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
  organizations(first: 50) {
    nodes {
      id
      slug
      name
    }
    pageInfo {
      hasNextPage
    }
  }
}
fragment FrameOrganization on Organization {
  id
  slug
  name
  viewerRole
  viewerPermissions
}`, {"hash":"sha256:b647d59c5e3d1bde23027cc26a67aef853be6e19de96b7f26717b35fd3a8bc68"}) as unknown as TypedDocumentString<FrameQuery, FrameQueryVariables>;
export const ChangeMemberRoleDocument = new TypedDocumentString(`
    mutation ChangeMemberRole($input: ChangeMemberRoleInput!) {
  changeMemberRole(input: $input) {
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:d4f03014b8b0231655808598f5b5142bc9d65776a3634321e4f89c405948a9dd"}) as unknown as TypedDocumentString<ChangeMemberRoleMutation, ChangeMemberRoleMutationVariables>;
export const RemoveMemberDocument = new TypedDocumentString(`
    mutation RemoveMember($input: RemoveMemberInput!) {
  removeMember(input: $input) {
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:e7da0482bd5783680b330c5e98c72b633c83039e4d38ac6e9f95ee2ae7de0b05"}) as unknown as TypedDocumentString<RemoveMemberMutation, RemoveMemberMutationVariables>;
export const InviteMemberDocument = new TypedDocumentString(`
    mutation InviteMember($input: InviteMemberInput!) {
  inviteMember(input: $input) {
    acceptUrl
    invitation {
      id
      email
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:55f7474fa7b98998ccb630a6164d62cc3049434e4c2481f20124fc0aadd98fb6"}) as unknown as TypedDocumentString<InviteMemberMutation, InviteMemberMutationVariables>;
export const RevokeInvitationDocument = new TypedDocumentString(`
    mutation RevokeInvitation($input: RevokeInvitationInput!) {
  revokeInvitation(input: $input) {
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:62d08abeb4750ac8d00489feee099451625884f5dc727342c0fbef689abe3c78"}) as unknown as TypedDocumentString<RevokeInvitationMutation, RevokeInvitationMutationVariables>;
export const MembersPageDocument = new TypedDocumentString(`
    query MembersPage($org: String!, $first: Int, $after: String, $last: Int, $before: String) {
  viewer {
    user {
      id
    }
  }
  organization(slug: $org) {
    id
    name
    viewerRole
    viewerPermissions
    members(first: $first, after: $after, last: $last, before: $before) {
      nodes {
        id
        role
        user {
          id
          name
          email
        }
        ...MemberRow
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
    invitations(first: 100) {
      nodes {
        id
        email
        status
        ...InvitationRow
      }
      pageInfo {
        hasNextPage
      }
    }
  }
}
    fragment InvitationRow on Invitation {
  id
  email
  role
  status
  expiresAt
}
fragment MemberRow on Membership {
  id
  role
  createdAt
  user {
    id
    name
    email
  }
}`, {"hash":"sha256:b08d9809909c5b790a868c002619a51d78eff10c6a632a5d668fd84128b21888"}) as unknown as TypedDocumentString<MembersPageQuery, MembersPageQueryVariables>;
export const OrderPageDocument = new TypedDocumentString(`
    query OrderPage($org: String!, $price: ID!) {
  organization(slug: $org) {
    id
    viewerPermissions
  }
  regions {
    id
    name
    available
  }
  node(id: $price) {
    __typename
    ... on Price {
      id
      interval
      intervalCount
      trialDays
      amount {
        amount
        currency
      }
      plan {
        id
        name
        description
        kind
      }
    }
  }
}
    `, {"hash":"sha256:e1af64484044cf0ddfa3ec67afed36eba071b00db56b992e131c3ff196aecc48"}) as unknown as TypedDocumentString<OrderPageQuery, OrderPageQueryVariables>;
export const OrderPreviewedDocument = new TypedDocumentString(`
    query OrderPreviewed($input: PreviewOrderInput!) {
  previewOrder(input: $input) {
    token
    ...OrderPreviewLines
  }
}
    fragment OrderPreviewLines on OrderPreview {
  pricesIncludeTax
  expiresAt
  lines {
    description
    quantity
    unitAmount {
      amount
      currency
    }
    periodStart
    periodEnd
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
}`, {"hash":"sha256:1a4d610fb0eb3f5e3ff4dbcab624c3c33efdeb1a8489560d3a70ec67b896a0de"}) as unknown as TypedDocumentString<OrderPreviewedQuery, OrderPreviewedQueryVariables>;
export const PlaceOrderDocument = new TypedDocumentString(`
    mutation PlaceOrder($input: PlaceOrderInput!) {
  placeOrder(input: $input) {
    invoice {
      id
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:6c11e29b8cf8c2c15c982731b30f56c8d54a2291b7f117abfbce2934de90e7ce"}) as unknown as TypedDocumentString<PlaceOrderMutation, PlaceOrderMutationVariables>;
export const PlansPageDocument = new TypedDocumentString(`
    query PlansPage($org: String!) {
  organization(slug: $org) {
    id
    viewerPermissions
  }
  plans(first: 100) {
    nodes {
      id
      kind
      prices {
        id
        interval
        intervalCount
        amount {
          currency
        }
      }
      ...PlanCard
    }
  }
}
    fragment PlanCard on Plan {
  id
  name
  description
  kind
  prices {
    id
    interval
    intervalCount
    trialDays
    amount {
      amount
      currency
    }
  }
}`, {"hash":"sha256:889cec6b599aa5187aa96a55608eaaa30e2e6279ae4992e141d7dfa31ccf5c2f"}) as unknown as TypedDocumentString<PlansPageQuery, PlansPageQueryVariables>;
export const TimelinePageDocument = new TypedDocumentString(`
    query TimelinePage($org: String!, $invoice: ID!) {
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
      createdAt
      organization {
        id
      }
      ...PayableInvoice
      ...OrderTimeline
    }
  }
}
    fragment PayableInvoice on Invoice {
  id
  status
  amountDue {
    amount
    currency
  }
  payments {
    id
    status
  }
}
fragment OrderTimeline on Invoice {
  id
  number
  status
  createdAt
  issuedAt
  dueAt
  paidAt
  total {
    amount
    currency
  }
  payments {
    id
    status
    createdAt
    failureCode
  }
  subscriptions {
    id
    price {
      id
      plan {
        id
        name
      }
    }
    instance {
      id
      name
      status
      url
      createdAt
      region {
        id
        name
      }
      operations(last: 20) {
        nodes {
          id
          kind
          status
          startedAt
          finishedAt
          requestId
          error {
            code
          }
          steps {
            name
            status
            startedAt
            finishedAt
          }
        }
      }
    }
  }
}`, {"hash":"sha256:e4e3c0f52117eb9a1083246bea8e10ed5e43e0659366829c5c29e051f354c9d4"}) as unknown as TypedDocumentString<TimelinePageQuery, TimelinePageQueryVariables>;
export const OrderEventsDocument = new TypedDocumentString(`
    query OrderEvents($org: String!, $subjects: [ID!]!, $from: DateTime!, $to: DateTime!) {
  organization(slug: $org) {
    id
    placed: auditEvents(
      filter: {type: "billing.order.placed", from: $from, to: $to}
      last: 20
    ) {
      nodes {
        id
        ...OrderEvent
      }
    }
    credited: auditEvents(
      filter: {type: "billing.credit.granted", from: $from}
      last: 50
    ) {
      nodes {
        id
        ...OrderEvent
      }
    }
    own: auditEvents(filter: {subjects: $subjects}, last: 100) {
      nodes {
        id
        ...OrderEvent
      }
    }
  }
}
    fragment OrderEvent on AuditEvent {
  id
  type
  subject
  occurredAt
  event
}`, {"hash":"sha256:baafa0975b6bd525344bf0c2a96dd514594a4a4accf85f1c475ba2ec4a6d342d"}) as unknown as TypedDocumentString<OrderEventsQuery, OrderEventsQueryVariables>;
export const OverviewPageDocument = new TypedDocumentString(`
    query OverviewPage($org: String!) {
  organization(slug: $org) {
    id
    name
    viewerPermissions
  }
  sites: organization(slug: $org) {
    id
    instances(first: 9) {
      nodes {
        id
        ...SiteCard
      }
      pageInfo {
        hasNextPage
      }
    }
  }
  money: organization(slug: $org) {
    id
    owed: invoices(statuses: [OPEN], first: 25) {
      nodes {
        id
        ...OwedInvoice
      }
      pageInfo {
        hasNextPage
      }
    }
  }
}
    fragment OwedInvoice on Invoice {
  id
  number
  status
  createdAt
  dueAt
  amountDue {
    amount
    currency
  }
  lines {
    description
  }
  payments {
    id
    status
  }
}
fragment SiteCard on Instance {
  id
  name
  status
  url
  region {
    id
    name
  }
}`, {"hash":"sha256:9b32e4ef41ae92a29a7af53404c8e176f43d48a9722bdce8f597f8796f0618e5"}) as unknown as TypedDocumentString<OverviewPageQuery, OverviewPageQueryVariables>;
export const OverviewOrdersDocument = new TypedDocumentString(`
    query OverviewOrders($org: String!) {
  organization(slug: $org) {
    id
    invoices(first: 1) {
      nodes {
        id
      }
    }
  }
}
    `, {"hash":"sha256:1202b0706ea69ed5f079a3bb395127818ad2cf737d261552a94f37668720e739"}) as unknown as TypedDocumentString<OverviewOrdersQuery, OverviewOrdersQueryVariables>;
export const OverviewRecordDocument = new TypedDocumentString(`
    query OverviewRecord($org: String!) {
  organization(slug: $org) {
    id
    auditEvents(first: 50) {
      nodes {
        id
        type
        ...RecordedEvent
      }
    }
  }
}
    fragment RecordedEvent on AuditEvent {
  id
  type
  subject
  occurredAt
}`, {"hash":"sha256:14851cdf0e25b85b8c3c7f437eb4fa3472313550578d7991ba1a9b68b965a13a"}) as unknown as TypedDocumentString<OverviewRecordQuery, OverviewRecordQueryVariables>;
export const OverviewFeedDocument = new TypedDocumentString(`
    query OverviewFeed {
  viewer {
    notifications(first: 100) {
      nodes {
        id
        organization {
          id
        }
        ...Happened
      }
    }
  }
}
    fragment Happened on Notification {
  id
  title
  createdAt
  subject {
    __typename
    id
  }
}`, {"hash":"sha256:9b60c3c170b4f06540b0936b072bb2d9bb20fb96227af067a90b1029f6a3a650"}) as unknown as TypedDocumentString<OverviewFeedQuery, OverviewFeedQueryVariables>;
export const SettingsPageDocument = new TypedDocumentString(`
    query SettingsPage($org: String!) {
  organization(slug: $org) {
    id
    slug
    name
    createdAt
    viewerRole
    viewerPermissions
    brand {
      name
      color
      logoUrl
      supportEmail
      legalFooter
    }
  }
  billing: organization(slug: $org) {
    id
    billingDetails {
      name
      address
      taxNumber
      ...Letterhead
    }
  }
}
    fragment Letterhead on Letterhead {
  name
  address
  taxNumber
}`, {"hash":"sha256:fa8bb6d88355ab3fbf00e03ea4ea371ae979cc1292404edc20c68e8dc7edfbc3"}) as unknown as TypedDocumentString<SettingsPageQuery, SettingsPageQueryVariables>;
export const UpdateOrganizationDocument = new TypedDocumentString(`
    mutation UpdateOrganization($input: UpdateOrganizationInput!) {
  updateOrganization(input: $input) {
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:82be1e71b2e0052d0badf0a5ff0dd86571ff95cf3286e93384313183d66277c3"}) as unknown as TypedDocumentString<UpdateOrganizationMutation, UpdateOrganizationMutationVariables>;
export const UpdateBrandDocument = new TypedDocumentString(`
    mutation UpdateBrand($input: UpdateBrandInput!) {
  updateBrand(input: $input) {
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:044a1f48c222f8904e21817714e613b2648f047394a3caf7aa4a03596ca539e1"}) as unknown as TypedDocumentString<UpdateBrandMutation, UpdateBrandMutationVariables>;
export const UpdateBillingDetailsDocument = new TypedDocumentString(`
    mutation UpdateBillingDetails($input: UpdateBillingDetailsInput!) {
  updateBillingDetails(input: $input) {
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:be332705932a5c8f5b2b83a6595f5515727a596dfa62762127432f5dabc51f89"}) as unknown as TypedDocumentString<UpdateBillingDetailsMutation, UpdateBillingDetailsMutationVariables>;
export const DeliveryPageDocument = new TypedDocumentString(`
    query DeliveryPage($org: String!, $delivery: ID!) {
  organization(slug: $org) {
    id
    viewerRole
    viewerPermissions
  }
  node(id: $delivery) {
    __typename
    ... on WebhookDelivery {
      id
      eventId
      eventType
      status
      attempts
      createdAt
      finishedAt
      nextAttemptAt
      request {
        headers
        body
      }
      response {
        headers
        body
      }
      webhookEndpoint {
        id
        url
        organization {
          id
        }
      }
      ...AttemptLog
    }
  }
}
    fragment AttemptLog on WebhookDelivery {
  attemptLog {
    at
    error
    latencyMs
    responseStatus
  }
}`, {"hash":"sha256:aed7ec75954c3d7131c07de555f512161dc1243525ede190b761694684638ac4"}) as unknown as TypedDocumentString<DeliveryPageQuery, DeliveryPageQueryVariables>;
export const ResendWebhookDeliveryDocument = new TypedDocumentString(`
    mutation ResendWebhookDelivery($input: ResendWebhookDeliveryInput!) {
  resendWebhookDelivery(input: $input) {
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:d1e90930b5d3ebe27e5471778b3e1ef9402b2db347d0aaac2b3337d6b84d5869"}) as unknown as TypedDocumentString<ResendWebhookDeliveryMutation, ResendWebhookDeliveryMutationVariables>;
export const EditWebhookPageDocument = new TypedDocumentString(`
    query EditWebhookPage($org: String!, $endpoint: ID!) {
  organization(slug: $org) {
    id
    viewerRole
    viewerPermissions
  }
  node(id: $endpoint) {
    __typename
    ... on WebhookEndpoint {
      id
      url
      description
      eventTypes
      version
      organization {
        id
      }
    }
  }
}
    `, {"hash":"sha256:ffa63637bb5640b30468607f83b41140adee1842e86bc924317bab7aca41049d"}) as unknown as TypedDocumentString<EditWebhookPageQuery, EditWebhookPageQueryVariables>;
export const UpdateWebhookEndpointDocument = new TypedDocumentString(`
    mutation UpdateWebhookEndpoint($input: UpdateWebhookEndpointInput!) {
  updateWebhookEndpoint(input: $input) {
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:0cfb0b08b819e8d654a9effddee3caefe8cdc192d6d29678fb85581d48f71038"}) as unknown as TypedDocumentString<UpdateWebhookEndpointMutation, UpdateWebhookEndpointMutationVariables>;
export const WebhookPageDocument = new TypedDocumentString(`
    query WebhookPage($org: String!, $endpoint: ID!, $status: WebhookDeliveryStatus, $first: Int, $after: String, $last: Int, $before: String) {
  organization(slug: $org) {
    id
    viewerRole
    viewerPermissions
  }
  node(id: $endpoint) {
    __typename
    ... on WebhookEndpoint {
      id
      url
      description
      eventTypes
      enabled
      disabledAt
      disabledReason
      failingSince
      createdAt
      organization {
        id
      }
      ...EndpointState
      deliveries(
        status: $status
        first: $first
        after: $after
        last: $last
        before: $before
      ) {
        nodes {
          id
          status
          ...DeliveryRow
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
}
    fragment DeliveryRow on WebhookDelivery {
  id
  eventType
  status
  attempts
  responseStatus
  createdAt
}
fragment EndpointState on WebhookEndpoint {
  enabled
  disabledReason
  failingSince
}`, {"hash":"sha256:c7cf8dcafd1d19efb3ebd7b8a3572e6c1127337ed11dce4662a695fe624a38a2"}) as unknown as TypedDocumentString<WebhookPageQuery, WebhookPageQueryVariables>;
export const SwitchWebhookEndpointDocument = new TypedDocumentString(`
    mutation SwitchWebhookEndpoint($input: UpdateWebhookEndpointInput!) {
  updateWebhookEndpoint(input: $input) {
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:f7986d4c1d1f57f4272d069602e9692fefe821f3ad6582ffbddf9f5f00c1849b"}) as unknown as TypedDocumentString<SwitchWebhookEndpointMutation, SwitchWebhookEndpointMutationVariables>;
export const RotateWebhookSecretDocument = new TypedDocumentString(`
    mutation RotateWebhookSecret($input: RotateWebhookSecretInput!) {
  rotateWebhookSecret(input: $input) {
    secret
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:51ece8db3eb7163927176451fa860c0ebeb60ef7c66c7967743462db578f08fa"}) as unknown as TypedDocumentString<RotateWebhookSecretMutation, RotateWebhookSecretMutationVariables>;
export const SendTestEventDocument = new TypedDocumentString(`
    mutation SendTestEvent($input: SendTestEventInput!) {
  sendTestEvent(input: $input) {
    webhookDelivery {
      id
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:d470f95497ba288745c38755422a5bbbf66b6dd4fe0567f1fba1df88c08cb0f3"}) as unknown as TypedDocumentString<SendTestEventMutation, SendTestEventMutationVariables>;
export const ResendWebhookDeliveriesDocument = new TypedDocumentString(`
    mutation ResendWebhookDeliveries($input: ResendWebhookDeliveriesInput!) {
  resendWebhookDeliveries(input: $input) {
    resent
    more
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:83edc04e0a89e39e45076bdbacbcadc8fda957ec1a2b93916dd947faf653d736"}) as unknown as TypedDocumentString<ResendWebhookDeliveriesMutation, ResendWebhookDeliveriesMutationVariables>;
export const DeleteWebhookEndpointDocument = new TypedDocumentString(`
    mutation DeleteWebhookEndpoint($input: DeleteWebhookEndpointInput!) {
  deleteWebhookEndpoint(input: $input) {
    deletedId
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:a2424305c0ee86097294b05b93135eee00d095ef84ca3395c7922e67d0e7771b"}) as unknown as TypedDocumentString<DeleteWebhookEndpointMutation, DeleteWebhookEndpointMutationVariables>;
export const CreateWebhookEndpointDocument = new TypedDocumentString(`
    mutation CreateWebhookEndpoint($input: CreateWebhookEndpointInput!) {
  createWebhookEndpoint(input: $input) {
    secret
    webhookEndpoint {
      id
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:96d30b11643105148b0551c7b70c091759502a2c9ec185ff93af512052b02712"}) as unknown as TypedDocumentString<CreateWebhookEndpointMutation, CreateWebhookEndpointMutationVariables>;
export const NewWebhookPageDocument = new TypedDocumentString(`
    query NewWebhookPage($org: String!) {
  organization(slug: $org) {
    id
    viewerRole
    viewerPermissions
  }
}
    `, {"hash":"sha256:ce29b8ef07b5338c7eb447db7b6c0e9b2da24481d81067d3a7b9ffeb0e95fc4c"}) as unknown as TypedDocumentString<NewWebhookPageQuery, NewWebhookPageQueryVariables>;
export const WebhooksPageDocument = new TypedDocumentString(`
    query WebhooksPage($org: String!, $enabled: Boolean, $first: Int, $after: String, $last: Int, $before: String) {
  organization(slug: $org) {
    id
    viewerRole
    viewerPermissions
    webhookEndpoints(
      enabled: $enabled
      first: $first
      after: $after
      last: $last
      before: $before
    ) {
      nodes {
        id
        ...EndpointRow
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
    fragment EndpointRow on WebhookEndpoint {
  id
  url
  description
  eventTypes
  createdAt
  ...EndpointState
}
fragment EndpointState on WebhookEndpoint {
  enabled
  disabledReason
  failingSince
}`, {"hash":"sha256:dcbb5e90b266104ccbf0039a6755d66411158bcf3cfab6b4ab7a254112589c1a"}) as unknown as TypedDocumentString<WebhooksPageQuery, WebhooksPageQueryVariables>;
export const PreferencesPageDocument = new TypedDocumentString(`
    query PreferencesPage {
  viewer {
    notificationPreferences {
      language
      topics {
        topic
        alwaysOn
        mail
        inApp
      }
    }
  }
}
    `, {"hash":"sha256:7572c6fb4620e9c0687058cbef2ed2048f5514982623584868db42da0e62873f"}) as unknown as TypedDocumentString<PreferencesPageQuery, PreferencesPageQueryVariables>;
export const UpdatePreferencesDocument = new TypedDocumentString(`
    mutation UpdatePreferences($input: UpdateNotificationPreferencesInput!) {
  updateNotificationPreferences(input: $input) {
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:527bc195f30e35c7fd3ed0bcc2ae7d207f472c133dde5973ce490be34230fe0a"}) as unknown as TypedDocumentString<UpdatePreferencesMutation, UpdatePreferencesMutationVariables>;
export const AccountPageDocument = new TypedDocumentString(`
    query AccountPage {
  viewer {
    user {
      id
      name
      email
      emailVerified
      language
      createdAt
    }
  }
}
    `, {"hash":"sha256:7d73dfe133fa524599699f7cf88bd98c04144a60f87229b0122069ec7396467c"}) as unknown as TypedDocumentString<AccountPageQuery, AccountPageQueryVariables>;
export const UpdateProfileDocument = new TypedDocumentString(`
    mutation UpdateProfile($input: UpdateProfileInput!) {
  updateProfile(input: $input) {
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:ce6dd14e8bc842cce54ee711f54c22d83d6494672a66e70f330613a4bd447e13"}) as unknown as TypedDocumentString<UpdateProfileMutation, UpdateProfileMutationVariables>;
export const ChangePasswordDocument = new TypedDocumentString(`
    mutation ChangePassword($input: ChangePasswordInput!) {
  changePassword(input: $input) {
    endedSessions
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:483de866c53314afdfde32348c9b7e5056e13aeacdb82aa15fb8b301f818f149"}) as unknown as TypedDocumentString<ChangePasswordMutation, ChangePasswordMutationVariables>;
export const RequestEmailVerificationDocument = new TypedDocumentString(`
    mutation RequestEmailVerification {
  requestEmailVerification {
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:f4b1f6f1415ac9aa643dc6438a971d263d5416eee6b3561194ab4791665dbf8d"}) as unknown as TypedDocumentString<RequestEmailVerificationMutation, RequestEmailVerificationMutationVariables>;
export const SessionsPageDocument = new TypedDocumentString(`
    query SessionsPage($first: Int, $after: String, $last: Int, $before: String) {
  viewer {
    sessions(first: $first, after: $after, last: $last, before: $before) {
      nodes {
        id
        ...SessionRow
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
    fragment SessionRow on Session {
  id
  current
  createdAt
  lastUsedAt
  expiresAt
  ipAddress
  userAgent
}`, {"hash":"sha256:03d8e8751d0d65287c52cc6eb50ee712df1caa10ff9c2e7c85c6d269f189f479"}) as unknown as TypedDocumentString<SessionsPageQuery, SessionsPageQueryVariables>;
export const RevokeSessionDocument = new TypedDocumentString(`
    mutation RevokeSession($input: RevokeSessionInput!) {
  revokeSession(input: $input) {
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:53506112dad314d897ffeb71d7f045077d77b2e713d5d35ca5ae1210015ae9ae"}) as unknown as TypedDocumentString<RevokeSessionMutation, RevokeSessionMutationVariables>;
export const PersonalFrameDocument = new TypedDocumentString(`
    query PersonalFrame {
  viewer {
    ...FrameViewer
  }
  staff {
    permissions
  }
}
    fragment FrameViewer on Viewer {
  user {
    id
    name
    email
  }
  organizations(first: 50) {
    nodes {
      id
      slug
      name
    }
    pageInfo {
      hasNextPage
    }
  }
}`, {"hash":"sha256:676d0a6c2e5416043aa908e6e88c3c248321533ae69befe41366555c0698c09c"}) as unknown as TypedDocumentString<PersonalFrameQuery, PersonalFrameQueryVariables>;
export const NotificationsPageDocument = new TypedDocumentString(`
    query NotificationsPage($unread: Boolean, $first: Int, $after: String, $last: Int, $before: String) {
  viewer {
    unreadNotifications
    newest: notifications(first: 1) {
      nodes {
        id
      }
    }
    notifications(
      unread: $unread
      first: $first
      after: $after
      last: $last
      before: $before
    ) {
      nodes {
        id
        readAt
        ...NotificationEntry
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
    fragment NotificationEntry on Notification {
  id
  title
  body
  createdAt
  readAt
  organization {
    name
    slug
  }
  subject {
    __typename
    id
  }
}`, {"hash":"sha256:6a8b7246e944e0736313c1572610e26efa1ff7b2a46444f1ecb64bcf74bd8928"}) as unknown as TypedDocumentString<NotificationsPageQuery, NotificationsPageQueryVariables>;
export const MarkNotificationsReadDocument = new TypedDocumentString(`
    mutation MarkNotificationsRead($input: MarkNotificationsReadInput!) {
  markNotificationsRead(input: $input) {
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:f7cefb2cc70a22e773212aca5af7080ecedeae0c7de4b6d343f488f1e54da512"}) as unknown as TypedDocumentString<MarkNotificationsReadMutation, MarkNotificationsReadMutationVariables>;
export const MarkAllNotificationsReadDocument = new TypedDocumentString(`
    mutation MarkAllNotificationsRead($input: MarkAllNotificationsReadInput!) {
  markAllNotificationsRead(input: $input) {
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:da4a3c2699c5ad84ab3ae9620b1145c47d8dbe6bcd18aa0d7e7a091166ff6ccf"}) as unknown as TypedDocumentString<MarkAllNotificationsReadMutation, MarkAllNotificationsReadMutationVariables>;
export const CreateOrganizationDocument = new TypedDocumentString(`
    mutation CreateOrganization($input: CreateOrganizationInput!) {
  createOrganization(input: $input) {
    organization {
      id
      slug
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:9c69a71c5f2ec038e460a0e2f3e6f1265f8c80c9834adc10b44729fe25e2b287"}) as unknown as TypedDocumentString<CreateOrganizationMutation, CreateOrganizationMutationVariables>;
export const NewOrganizationPageDocument = new TypedDocumentString(`
    query NewOrganizationPage {
  viewer {
    user {
      id
      name
    }
    organizations(first: 1) {
      nodes {
        id
      }
    }
  }
}
    `, {"hash":"sha256:e4102a347d6aed3712db8106feaa854305175969dc856538dee0ad44c27a9f92"}) as unknown as TypedDocumentString<NewOrganizationPageQuery, NewOrganizationPageQueryVariables>;
export const OrganizationsPageDocument = new TypedDocumentString(`
    query OrganizationsPage($first: Int, $after: String, $last: Int, $before: String) {
  viewer {
    organizations(first: $first, after: $after, last: $last, before: $before) {
      nodes {
        id
        ...OwnOrganizationRow
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
    fragment OwnOrganizationRow on Organization {
  id
  slug
  name
  createdAt
  viewerRole
}`, {"hash":"sha256:468929774cc54d37ace6e1972e0a04b58e81796a1cd8cfcfad95aa7b8bdb96a2"}) as unknown as TypedDocumentString<OrganizationsPageQuery, OrganizationsPageQueryVariables>;
export const RequestPasswordResetDocument = new TypedDocumentString(`
    mutation RequestPasswordReset($input: RequestPasswordResetInput!) {
  requestPasswordReset(input: $input) {
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:990d217c671b8f775a4d8c251514608a94a97b1cc2750a8bc201d31c1124c643"}) as unknown as TypedDocumentString<RequestPasswordResetMutation, RequestPasswordResetMutationVariables>;
export const AcceptInvitationDocument = new TypedDocumentString(`
    mutation AcceptInvitation($input: AcceptInvitationInput!) {
  acceptInvitation(input: $input) {
    organization {
      id
      slug
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:0f3696301c4e9e3be297d47f747ad4d2514125dd81158f13926bbb482f778740"}) as unknown as TypedDocumentString<AcceptInvitationMutation, AcceptInvitationMutationVariables>;
export const AcceptInvitationPageDocument = new TypedDocumentString(`
    query AcceptInvitationPage {
  viewer {
    user {
      id
      name
      email
    }
  }
}
    `, {"hash":"sha256:c93817a7caf5e3b919a03c8fe6c3af24f67d350672cce3d73c84231ae1c76da2"}) as unknown as TypedDocumentString<AcceptInvitationPageQuery, AcceptInvitationPageQueryVariables>;
export const PreviewInvitationDocument = new TypedDocumentString(`
    query PreviewInvitation($token: String!) {
  previewInvitation(token: $token) {
    status
    offer {
      organizationName
      role
      inviterName
      expiresAt
    }
  }
}
    `, {"hash":"sha256:07346a4215fd1dcc127e99300db468f5899ba3681b00e399c32e5aa685aa2b76"}) as unknown as TypedDocumentString<PreviewInvitationQuery, PreviewInvitationQueryVariables>;
export const LogInDocument = new TypedDocumentString(`
    mutation LogIn($input: LogInInput!) {
  logIn(input: $input) {
    tokens {
      refreshToken
    }
    user {
      id
      language
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:5695abf2a3bfb70b6e09ed71a6b0d8a90be7fa41d9646b188bfabea9fb87f66d"}) as unknown as TypedDocumentString<LogInMutation, LogInMutationVariables>;
export const ResetPasswordDocument = new TypedDocumentString(`
    mutation ResetPassword($input: ResetPasswordInput!) {
  resetPassword(input: $input) {
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:0bc932b5d4d0889cd8000c3a9c0c03ec379c6f3bfdedda046ee05697d4fc8342"}) as unknown as TypedDocumentString<ResetPasswordMutation, ResetPasswordMutationVariables>;
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
export const VerifyEmailPageDocument = new TypedDocumentString(`
    query VerifyEmailPage {
  viewer {
    user {
      id
      email
      emailVerified
    }
  }
}
    `, {"hash":"sha256:f924c7da1694c34ba0ccb13f46e797db16a2076b5819c8ac78cfa4236be99d89"}) as unknown as TypedDocumentString<VerifyEmailPageQuery, VerifyEmailPageQueryVariables>;
export const VerifyEmailDocument = new TypedDocumentString(`
    mutation VerifyEmail($input: VerifyEmailInput!) {
  verifyEmail(input: $input) {
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:6ab30e448c6acf7415a55a4976fd489ee8967b33fb93a3d618c0fcf3c9cb5aec"}) as unknown as TypedDocumentString<VerifyEmailMutation, VerifyEmailMutationVariables>;
export const ResendEmailVerificationDocument = new TypedDocumentString(`
    mutation ResendEmailVerification {
  requestEmailVerification {
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:03e841386dc205b4ca8715cb83ec370443a76023dc073d775c10007c2852902b"}) as unknown as TypedDocumentString<ResendEmailVerificationMutation, ResendEmailVerificationMutationVariables>;
export const StaffCapacityPageDocument = new TypedDocumentString(`
    query StaffCapacityPage {
  staff {
    capacity {
      region {
        id
        name
        slug
        available
      }
      nodes {
        id
        ...NodeRoom
      }
    }
  }
}
    fragment NodeAmount on Capacity {
  cpuMilli
  memoryMib
  diskBytes
  instances
}
fragment NodeRoom on NodeCapacity {
  id
  name
  cordoned
  total {
    ...NodeAmount
  }
  placed {
    ...NodeAmount
  }
  reserved {
    ...NodeAmount
  }
}`, {"hash":"sha256:1915ca0fd297dfcbf089ef1fd253327168cce2ab9d1dc95231aca76a24f0e4c6"}) as unknown as TypedDocumentString<StaffCapacityPageQuery, StaffCapacityPageQueryVariables>;
export const StaffDeadLetterPageDocument = new TypedDocumentString(`
    query StaffDeadLetterPage($id: ID!) {
  staff {
    permissions
    deadLetter(id: $id) {
      id
      queue
      messageId
      eventType
      subjectId
      cause
      attempts
      deaths
      state
      firstDiedAt
      lastDiedAt
      bodyBytes
      received {
        text
        json
        headers {
          name
          value
        }
      }
    }
  }
}
    `, {"hash":"sha256:1733a79c9580e46bad6e73b9337d8bb069e0333b016026100dacec985c9f1866"}) as unknown as TypedDocumentString<StaffDeadLetterPageQuery, StaffDeadLetterPageQueryVariables>;
export const StaffDeadLettersPageDocument = new TypedDocumentString(`
    query StaffDeadLettersPage($service: PlatformService!, $first: Int, $after: String, $last: Int, $before: String) {
  staff {
    deadLetters(
      service: $service
      first: $first
      after: $after
      last: $last
      before: $before
    ) {
      nodes {
        id
        ...LetterRow
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
    fragment LetterRow on DeadLetter {
  id
  queue
  eventType
  subjectId
  cause
  deaths
  lastDiedAt
}`, {"hash":"sha256:1ef24f9ea9dce25d2bcf6cdbf875d69fbdea4da2f643a0c14ee65f8fcde1735f"}) as unknown as TypedDocumentString<StaffDeadLettersPageQuery, StaffDeadLettersPageQueryVariables>;
export const StaffFrameDocument = new TypedDocumentString(`
    query StaffFrame {
  viewer {
    ...FrameViewer
  }
  staff {
    permissions
  }
}
    fragment FrameViewer on Viewer {
  user {
    id
    name
    email
  }
  organizations(first: 50) {
    nodes {
      id
      slug
      name
    }
    pageInfo {
      hasNextPage
    }
  }
}`, {"hash":"sha256:32833083fe2a6df2d5ed30694f064e4402b90bdc5aab8b9698af73e7235cffd3"}) as unknown as TypedDocumentString<StaffFrameQuery, StaffFrameQueryVariables>;
export const StaffOperationsPageDocument = new TypedDocumentString(`
    query StaffOperationsPage($statuses: [OperationStatus!], $stuck: Boolean, $first: Int, $after: String, $last: Int, $before: String) {
  staff {
    permissions
    operations(
      statuses: $statuses
      stuck: $stuck
      first: $first
      after: $after
      last: $last
      before: $before
    ) {
      nodes {
        id
        ...OperationRow
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
    fragment OperationRow on Operation {
  id
  kind
  status
  createdAt
  requestId
  error {
    code
    message
  }
  instance {
    id
    name
    status
    organization {
      id
      slug
      name
    }
  }
}`, {"hash":"sha256:907416112075094efe8b7927a687836b2557cc50de9a659e6522a5d56bbb7d17"}) as unknown as TypedDocumentString<StaffOperationsPageQuery, StaffOperationsPageQueryVariables>;
export const StaffOrdersPageDocument = new TypedDocumentString(`
    query StaffOrdersPage($statuses: [InvoiceStatus!], $kind: StrayKind!, $stray: Boolean!, $first: Int, $after: String, $last: Int, $before: String) {
  staff {
    permissions
  }
  counts: staff {
    paidNotLive: strayInstances(kind: PAID_NOT_LIVE, first: 100) {
      nodes {
        id
      }
      pageInfo {
        hasNextPage
      }
    }
    liveNotPaid: strayInstances(kind: LIVE_NOT_PAID, first: 100) {
      nodes {
        id
      }
      pageInfo {
        hasNextPage
      }
    }
  }
  orders: staff @skip(if: $stray) {
    invoices(
      statuses: $statuses
      first: $first
      after: $after
      last: $last
      before: $before
    ) {
      nodes {
        id
        ...OrderRow
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
  strays: staff @include(if: $stray) {
    strayInstances(
      kind: $kind
      first: $first
      after: $after
      last: $last
      before: $before
    ) {
      nodes {
        id
        ...StrayRow
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
    fragment OrderRow on Invoice {
  id
  number
  status
  createdAt
  total {
    amount
    currency
  }
  organization {
    id
    slug
    name
  }
  subscriptions {
    id
    price {
      plan {
        name
      }
    }
    instance {
      id
      name
      status
    }
  }
}
fragment StrayRow on Instance {
  id
  name
  status
  createdAt
  region {
    name
  }
  organization {
    id
    slug
    name
  }
}`, {"hash":"sha256:837c913b90937e97cb539e8a700c2f76140d518499ac28ecc3ab69410122fbec"}) as unknown as TypedDocumentString<StaffOrdersPageQuery, StaffOrdersPageQueryVariables>;
export const StaffMailsPageDocument = new TypedDocumentString(`
    query StaffMailsPage($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
  staff {
    permissions
    mails(
      organizationId: $id
      first: $first
      after: $after
      last: $last
      before: $before
    ) {
      nodes {
        id
        state
        ...MailRow
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
  node(id: $id) {
    __typename
    ... on Organization {
      id
      name
    }
  }
}
    fragment MailRow on Mail {
  id
  template
  recipientId
  address
  state
  reason
  attempts
  createdAt
}`, {"hash":"sha256:cf2e046eb7c52ebb12d85038a8e77d07ab638d0eab8c5becdcd1baa976b37995"}) as unknown as TypedDocumentString<StaffMailsPageQuery, StaffMailsPageQueryVariables>;
export const StaffOrganizationPageDocument = new TypedDocumentString(`
    query StaffOrganizationPage($id: ID!) {
  staff {
    permissions
  }
  node(id: $id) {
    __typename
    ... on Organization {
      id
      slug
      name
      createdAt
      members(first: 20) {
        nodes {
          id
          user {
            id
            name
          }
          ...MemberRow
        }
        pageInfo {
          hasNextPage
        }
      }
      instances(first: 20) {
        nodes {
          id
          ...InstanceRow
        }
        pageInfo {
          hasNextPage
        }
      }
      subscriptions(first: 20) {
        nodes {
          id
          ...SubscriptionRow
        }
        pageInfo {
          hasNextPage
        }
      }
      invoices(first: 10) {
        nodes {
          id
          ...InvoiceRow
        }
        pageInfo {
          hasNextPage
        }
      }
    }
  }
  invited: node(id: $id) {
    __typename
    ... on Organization {
      id
      invitations(first: 50) {
        nodes {
          id
          status
          ...InvitationRow
        }
        pageInfo {
          hasNextPage
        }
      }
    }
  }
  paying: node(id: $id) {
    __typename
    ... on Organization {
      id
      invoices(first: 10) {
        nodes {
          id
          number
          payments {
            id
            ...PaymentRow
          }
        }
        pageInfo {
          hasNextPage
        }
      }
    }
  }
  webhooks: node(id: $id) {
    __typename
    ... on Organization {
      id
      webhookEndpoints(first: 20) {
        nodes {
          id
          ...EndpointRow
        }
        pageInfo {
          hasNextPage
        }
      }
    }
  }
  written: staff {
    mails(organizationId: $id, first: 20) {
      nodes {
        id
        ...MailRow
      }
    }
  }
  record: node(id: $id) {
    __typename
    ... on Organization {
      id
      auditEvents(first: 10) {
        nodes {
          id
          ...EventRow
        }
        pageInfo {
          hasNextPage
        }
      }
    }
  }
}
    fragment EventRow on AuditEvent {
  id
  type
  occurredAt
  actor
  subject
  sequence
  sessionId
  origin {
    ipAddress
    userAgent
  }
  changes {
    field
    before
    after
  }
  event
}
fragment InstanceRow on Instance {
  id
  name
  status
  url
  createdAt
  region {
    name
  }
}
fragment InvitationRow on Invitation {
  id
  email
  role
  status
  expiresAt
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
}
fragment MemberRow on Membership {
  id
  role
  createdAt
  user {
    id
    name
    email
  }
}
fragment MailRow on Mail {
  id
  template
  recipientId
  address
  state
  reason
  attempts
  createdAt
}
fragment PaymentRow on Payment {
  id
  status
  createdAt
  failureCode
  amount {
    amount
    currency
  }
}
fragment SubscriptionRow on Subscription {
  id
  status
  currentPeriodEnd
  createdAt
  price {
    amount {
      amount
      currency
    }
    interval
    intervalCount
    plan {
      name
    }
  }
  instance {
    id
    name
  }
}
fragment EndpointRow on WebhookEndpoint {
  id
  url
  description
  eventTypes
  createdAt
  ...EndpointState
}
fragment EndpointState on WebhookEndpoint {
  enabled
  disabledReason
  failingSince
}`, {"hash":"sha256:cac98f64a6ebecd9a391e75a227121d291d570e0c554ef0127502ecda8f52326"}) as unknown as TypedDocumentString<StaffOrganizationPageQuery, StaffOrganizationPageQueryVariables>;
export const StaffPageDocument = new TypedDocumentString(`
    query StaffPage {
  staff {
    permissions
  }
  work: staff {
    failed: operations(statuses: [FAILED], first: 100) {
      nodes {
        id
      }
      pageInfo {
        hasNextPage
      }
    }
    stuck: operations(stuck: true, first: 100) {
      nodes {
        id
      }
      pageInfo {
        hasNextPage
      }
    }
    paidNotLive: strayInstances(kind: PAID_NOT_LIVE, first: 100) {
      nodes {
        id
      }
      pageInfo {
        hasNextPage
      }
    }
    liveNotPaid: strayInstances(kind: LIVE_NOT_PAID, first: 100) {
      nodes {
        id
      }
      pageInfo {
        hasNextPage
      }
    }
  }
  AUTH: staff {
    deadLetters(service: AUTH, first: 100) {
      ...LetterCount
    }
  }
  ACCOUNTS: staff {
    deadLetters(service: ACCOUNTS, first: 100) {
      ...LetterCount
    }
  }
  BILLING: staff {
    deadLetters(service: BILLING, first: 100) {
      ...LetterCount
    }
  }
  PROVISIONING: staff {
    deadLetters(service: PROVISIONING, first: 100) {
      ...LetterCount
    }
  }
  NOTIFICATIONS: staff {
    deadLetters(service: NOTIFICATIONS, first: 100) {
      ...LetterCount
    }
  }
  AUDIT: staff {
    deadLetters(service: AUDIT, first: 100) {
      ...LetterCount
    }
  }
  paid: staff {
    revenue(days: 30) {
      ...RevenueByDay
    }
  }
  customers: staff {
    organizations(first: 5) {
      nodes {
        id
        ...NewestCustomer
      }
    }
  }
  orders: staff {
    invoices(first: 5) {
      nodes {
        id
        ...NewestOrder
      }
    }
  }
  operations: staff {
    operations(first: 5) {
      nodes {
        id
        ...NewestOperation
      }
    }
  }
}
    fragment LetterCount on DeadLetterConnection {
  nodes {
    id
  }
  pageInfo {
    hasNextPage
  }
}
fragment NewestCustomer on Organization {
  id
  name
  createdAt
}
fragment NewestOperation on Operation {
  id
  kind
  status
  createdAt
  instance {
    id
    name
    organization {
      slug
    }
  }
}
fragment NewestOrder on Invoice {
  id
  number
  status
  createdAt
  total {
    amount
    currency
  }
  organization {
    id
    slug
    name
  }
}
fragment RevenueByDay on RevenueDay {
  day
  invoices
  total {
    amount
    currency
  }
}`, {"hash":"sha256:ed60f8c745b1577194cecde21e739d5ab538a9e2106a8216fe782925e1fd50e0"}) as unknown as TypedDocumentString<StaffPageQuery, StaffPageQueryVariables>;
export const StaffSearchPageDocument = new TypedDocumentString(`
    query StaffSearchPage($text: String!, $searching: Boolean!, $first: Int, $after: String, $last: Int, $before: String) {
  staff {
    permissions
    search(text: $text) @include(if: $searching) {
      organizations {
        id
        ...OrganizationRow
      }
      users {
        user {
          id
        }
        ...UserRow
      }
      invoices {
        id
        ...FoundInvoice
      }
      node {
        id
        ...FoundNode
      }
    }
    organizations(first: $first, after: $after, last: $last, before: $before) @skip(if: $searching) {
      nodes {
        id
        ...OrganizationRow
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
}
fragment FoundInvoice on Invoice {
  organization {
    id
    slug
    name
  }
  ...InvoiceRow
}
fragment FoundNode on Node {
  __typename
  id
  ... on Instance {
    name
    instanceOrganization: organization {
      id
      slug
      name
    }
  }
  ... on Operation {
    instance {
      id
      name
      organization {
        id
        slug
        name
      }
    }
  }
  ... on Subscription {
    subscribed: instance {
      id
      name
      organization {
        id
        slug
        name
      }
    }
  }
  ... on Release {
    instance {
      id
      name
      organization {
        id
        slug
        name
      }
    }
  }
  ... on Payment {
    invoice {
      id
      number
      organization {
        id
        slug
        name
      }
    }
  }
  ... on Membership {
    user {
      id
      name
    }
    memberOf: organization {
      id
      name
    }
  }
  ... on Invitation {
    email
    invitedTo: organization {
      id
      name
    }
  }
  ... on Mail {
    recipientId
    address
    mailAbout: organization {
      id
      name
    }
    ...MailRow
  }
  ... on WebhookEndpoint {
    url
    endpointOrganization: organization {
      id
      slug
      name
    }
  }
  ... on WebhookDelivery {
    eventType
    webhookEndpoint {
      id
      organization {
        id
        slug
        name
      }
    }
  }
  ... on AuditEvent {
    subject
    event
  }
}
fragment MailRow on Mail {
  id
  template
  recipientId
  address
  state
  reason
  attempts
  createdAt
}
fragment OrganizationRow on Organization {
  id
  slug
  name
  createdAt
}
fragment UserRow on StaffUser {
  user {
    id
    name
    email
    emailVerified
    createdAt
  }
  organizations {
    id
    name
  }
}`, {"hash":"sha256:99d98626be633a25a8d0df1b934965ad8b97b6a8f9aec6b44c10a91cb5753a63"}) as unknown as TypedDocumentString<StaffSearchPageQuery, StaffSearchPageQueryVariables>;
export const FindDocument = new TypedDocumentString(`
    query Find($id: ID!, $people: Boolean!) {
  node(id: $id) {
    ...FindPlace
  }
  viewer {
    organizations(first: 100) {
      nodes {
        id
        slug
        members(first: 100) @include(if: $people) {
          nodes {
            id
            user {
              id
            }
          }
        }
      }
    }
  }
  staff {
    permissions
  }
}
    fragment FindPlace on Node {
  __typename
  id
  ... on Organization {
    slug
  }
  ... on Membership {
    organization {
      id
      slug
    }
  }
  ... on Invitation {
    organization {
      id
      slug
    }
  }
  ... on Invoice {
    organization {
      id
      slug
    }
  }
  ... on Payment {
    invoice {
      id
      organization {
        id
        slug
      }
    }
  }
  ... on Instance {
    organization {
      id
      slug
    }
  }
  ... on Subscription {
    subscribed: instance {
      id
      organization {
        id
        slug
      }
    }
  }
  ... on Release {
    instance {
      id
      organization {
        id
        slug
      }
    }
  }
  ... on Operation {
    instance {
      id
      organization {
        id
        slug
      }
    }
  }
  ... on WebhookEndpoint {
    organization {
      id
      slug
    }
  }
  ... on WebhookDelivery {
    webhookEndpoint {
      id
      organization {
        id
        slug
      }
    }
  }
  ... on AuditEvent {
    event
  }
}`, {"hash":"sha256:fa88f90db3eedd29fb630574d0fb3f045b0b31aede68f18072fdad790a192b83"}) as unknown as TypedDocumentString<FindQuery, FindQueryVariables>;
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
export const ObjectEventsDocument = new TypedDocumentString(`
    query ObjectEvents($org: String!, $subject: ID!) {
  organization(slug: $org) {
    id
    auditEvents(filter: {subject: $subject}, first: 10) {
      nodes {
        id
        ...EventRow
      }
      pageInfo {
        hasNextPage
      }
    }
    members(first: 50) {
      nodes {
        user {
          id
          name
        }
      }
    }
  }
}
    fragment EventRow on AuditEvent {
  id
  type
  occurredAt
  actor
  subject
  sequence
  sessionId
  origin {
    ipAddress
    userAgent
  }
  changes {
    field
    before
    after
  }
  event
}`, {"hash":"sha256:5c78feef4764568e54071d3d8c5121b31588a6fe5eb1d50ecfec12ebefa8b87f"}) as unknown as TypedDocumentString<ObjectEventsQuery, ObjectEventsQueryVariables>;
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
export const VoidInvoiceDocument = new TypedDocumentString(`
    mutation VoidInvoice($input: VoidInvoiceInput!) {
  voidInvoice(input: $input) {
    invoice {
      id
      status
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:5e352e8095a5853dcfca6d6f32e1cb96b59a59b61305fe443d3f3aa47355e269"}) as unknown as TypedDocumentString<VoidInvoiceMutation, VoidInvoiceMutationVariables>;
export const RetryDeadLetterDocument = new TypedDocumentString(`
    mutation RetryDeadLetter($input: RetryDeadLetterInput!) {
  retryDeadLetter(input: $input) {
    deadLetter {
      id
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:453b609c92293d1fcb086526dcaf6619e20a706ce0a9f6f594b365470301464a"}) as unknown as TypedDocumentString<RetryDeadLetterMutation, RetryDeadLetterMutationVariables>;
export const DropDeadLetterDocument = new TypedDocumentString(`
    mutation DropDeadLetter($input: DropDeadLetterInput!) {
  dropDeadLetter(input: $input) {
    deadLetter {
      id
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:f824776afb45ef6901830d71d135bb4dd40ffa0d5658292c756b365539bde269"}) as unknown as TypedDocumentString<DropDeadLetterMutation, DropDeadLetterMutationVariables>;
export const RepairInstanceDocument = new TypedDocumentString(`
    mutation RepairInstance($input: RepairInstanceInput!) {
  repairInstance(input: $input) {
    operation {
      id
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:c3497af136918eb66962c49cb080f4460b0a42ea781e04bdc321f252b40044c0"}) as unknown as TypedDocumentString<RepairInstanceMutation, RepairInstanceMutationVariables>;
export const ResendMailDocument = new TypedDocumentString(`
    mutation ResendMail($input: ResendMailInput!) {
  resendMail(input: $input) {
    mail {
      id
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:5af2bc509c5cc9f1a2126ee2af7f2d8be0152e90f908dbd83df4d36ba1955e81"}) as unknown as TypedDocumentString<ResendMailMutation, ResendMailMutationVariables>;
export const UnreadDocument = new TypedDocumentString(`
    query Unread {
  viewer {
    unreadNotifications
  }
}
    `, {"hash":"sha256:b044135ff5180ed9ea400e96172e8ef003fff6a2bde76839b6db84cf6e53389a"}) as unknown as TypedDocumentString<UnreadQuery, UnreadQueryVariables>;
export const LiveDocument = new TypedDocumentString(`
    subscription Live($organizations: [ID!]) {
  viewerChanged(organizationIds: $organizations) {
    type
    organizationId
    occurredAt
    node {
      id
    }
  }
}
    `, {"hash":"sha256:6fb6ede4e52a5eb35368a8171ca1b4260e92675687f32468e150ed42572815dd"}) as unknown as TypedDocumentString<LiveSubscription, LiveSubscriptionVariables>;
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