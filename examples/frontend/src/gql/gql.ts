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
    "fragment Site on Instance {\n  id\n  name\n  kind\n  status\n  url\n  currentRelease {\n    version\n  }\n}\n\nquery Sites {\n  viewer {\n    organizations(first: 1) {\n      nodes {\n        id\n        name\n        instances(first: 100) {\n          nodes {\n            id\n            kind\n            ...Site\n          }\n        }\n      }\n    }\n  }\n}\n\nsubscription Changes($organization: ID!) {\n  organizationChanged(organizationId: $organization) {\n    type\n  }\n}\n\nmutation LogIn($input: LogInInput!) {\n  logIn(input: $input) {\n    tokens {\n      accessToken\n      refreshToken\n    }\n    userErrors {\n      code\n      message\n    }\n  }\n}\n\nmutation RefreshTokens($input: RefreshTokensInput!) {\n  refreshTokens(input: $input) {\n    tokens {\n      accessToken\n      refreshToken\n    }\n    userErrors {\n      code\n      message\n    }\n  }\n}\n\nmutation LogOut {\n  logOut {\n    userErrors {\n      code\n      message\n    }\n  }\n}": typeof types.SiteFragmentDoc,
};
const documents: Documents = {
    "fragment Site on Instance {\n  id\n  name\n  kind\n  status\n  url\n  currentRelease {\n    version\n  }\n}\n\nquery Sites {\n  viewer {\n    organizations(first: 1) {\n      nodes {\n        id\n        name\n        instances(first: 100) {\n          nodes {\n            id\n            kind\n            ...Site\n          }\n        }\n      }\n    }\n  }\n}\n\nsubscription Changes($organization: ID!) {\n  organizationChanged(organizationId: $organization) {\n    type\n  }\n}\n\nmutation LogIn($input: LogInInput!) {\n  logIn(input: $input) {\n    tokens {\n      accessToken\n      refreshToken\n    }\n    userErrors {\n      code\n      message\n    }\n  }\n}\n\nmutation RefreshTokens($input: RefreshTokensInput!) {\n  refreshTokens(input: $input) {\n    tokens {\n      accessToken\n      refreshToken\n    }\n    userErrors {\n      code\n      message\n    }\n  }\n}\n\nmutation LogOut {\n  logOut {\n    userErrors {\n      code\n      message\n    }\n  }\n}": types.SiteFragmentDoc,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment Site on Instance {\n  id\n  name\n  kind\n  status\n  url\n  currentRelease {\n    version\n  }\n}\n\nquery Sites {\n  viewer {\n    organizations(first: 1) {\n      nodes {\n        id\n        name\n        instances(first: 100) {\n          nodes {\n            id\n            kind\n            ...Site\n          }\n        }\n      }\n    }\n  }\n}\n\nsubscription Changes($organization: ID!) {\n  organizationChanged(organizationId: $organization) {\n    type\n  }\n}\n\nmutation LogIn($input: LogInInput!) {\n  logIn(input: $input) {\n    tokens {\n      accessToken\n      refreshToken\n    }\n    userErrors {\n      code\n      message\n    }\n  }\n}\n\nmutation RefreshTokens($input: RefreshTokensInput!) {\n  refreshTokens(input: $input) {\n    tokens {\n      accessToken\n      refreshToken\n    }\n    userErrors {\n      code\n      message\n    }\n  }\n}\n\nmutation LogOut {\n  logOut {\n    userErrors {\n      code\n      message\n    }\n  }\n}"): typeof import('./graphql').SiteFragmentDoc;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
