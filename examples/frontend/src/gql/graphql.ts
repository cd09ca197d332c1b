/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

/** What `logIn` takes. */
export type LogInInput = {
  /** The e-mail address, in any case. */
  email: string;
  /** The password. Send it as a variable, never inside the document. */
  password: string;
};

/** What `refreshTokens` takes. */
export type RefreshTokensInput = {
  /** The refresh token of the last answer. Send it as a variable, never inside the document. */
  refreshToken: string;
};

export type SiteFragment = { id: string, name: string, kind: InstanceKind, status: InstanceStatus, url: string | null, currentRelease: { version: number } | null } & { ' $fragmentName'?: 'SiteFragment' };

export type SitesQueryVariables = Exact<{ [key: string]: never; }>;


export type SitesQuery = { viewer: { organizations: { nodes: Array<{ id: string, name: string, instances: { nodes: Array<(
            { id: string, kind: InstanceKind }
            & { ' $fragmentRefs'?: { 'SiteFragment': SiteFragment } }
          )> } }> } } };

export type ChangesSubscriptionVariables = Exact<{
  organization: string | number;
}>;


export type ChangesSubscription = { organizationChanged: { type: string } };

export type LogInMutationVariables = Exact<{
  input: LogInInput;
}>;


export type LogInMutation = { logIn: { tokens: { accessToken: string, refreshToken: string } | null, userErrors: Array<{ code: string, message: string }> } };

export type RefreshTokensMutationVariables = Exact<{
  input: RefreshTokensInput;
}>;


export type RefreshTokensMutation = { refreshTokens: { tokens: { accessToken: string, refreshToken: string } | null, userErrors: Array<{ code: string, message: string }> } };

export type LogOutMutationVariables = Exact<{ [key: string]: never; }>;


export type LogOutMutation = { logOut: { userErrors: Array<{ code: string, message: string }> } };

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
export const SiteFragmentDoc = new TypedDocumentString(`
    fragment Site on Instance {
  id
  name
  kind
  status
  url
  currentRelease {
    version
  }
}
    `, {"fragmentName":"Site"}) as unknown as TypedDocumentString<SiteFragment, unknown>;
export const SitesDocument = new TypedDocumentString(`
    query Sites {
  viewer {
    organizations(first: 1) {
      nodes {
        id
        name
        instances(first: 100) {
          nodes {
            id
            kind
            ...Site
          }
        }
      }
    }
  }
}
    fragment Site on Instance {
  id
  name
  kind
  status
  url
  currentRelease {
    version
  }
}`, {"hash":"sha256:345595272624d9b8b2144b439692e9b0d7adb2bf0711b5c838fa9469b5dc0ef3"}) as unknown as TypedDocumentString<SitesQuery, SitesQueryVariables>;
export const ChangesDocument = new TypedDocumentString(`
    subscription Changes($organization: ID!) {
  organizationChanged(organizationId: $organization) {
    type
  }
}
    `, {"hash":"sha256:fcc48546c09e225756f0f7ec2ca29e95dee256715539d7f27f9239f48e1dd80e"}) as unknown as TypedDocumentString<ChangesSubscription, ChangesSubscriptionVariables>;
export const LogInDocument = new TypedDocumentString(`
    mutation LogIn($input: LogInInput!) {
  logIn(input: $input) {
    tokens {
      accessToken
      refreshToken
    }
    userErrors {
      code
      message
    }
  }
}
    `, {"hash":"sha256:f498f319486e92b784265d9f7c5adaaf2b8ccc38a735d9ad934f0ac228bbc63f"}) as unknown as TypedDocumentString<LogInMutation, LogInMutationVariables>;
export const RefreshTokensDocument = new TypedDocumentString(`
    mutation RefreshTokens($input: RefreshTokensInput!) {
  refreshTokens(input: $input) {
    tokens {
      accessToken
      refreshToken
    }
    userErrors {
      code
      message
    }
  }
}
    `, {"hash":"sha256:02d740fc2891c1e81fbf49c51494c229551eca9d455409a5db467c04c3fe3237"}) as unknown as TypedDocumentString<RefreshTokensMutation, RefreshTokensMutationVariables>;
export const LogOutDocument = new TypedDocumentString(`
    mutation LogOut {
  logOut {
    userErrors {
      code
      message
    }
  }
}
    `, {"hash":"sha256:1f28f67186016ef29f85e5aba2d1c58ede5a47687f856bce8a482b193807a620"}) as unknown as TypedDocumentString<LogOutMutation, LogOutMutationVariables>;