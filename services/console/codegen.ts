import type { CodegenConfig } from '@graphql-codegen/cli'

/**
 * Types and documents from the gateway's schema. `persisted-documents.json` is what the gateway takes as trusted documents.
 */
const config: CodegenConfig = {
  schema: '../gateway/schema.graphql',
  documents: ['app/**/*.graphql', 'components/**/*.graphql', 'lib/**/*.graphql'],
  ignoreNoDocuments: true,
  generates: {
    './gql/': {
      preset: 'client',
      presetConfig: {
        fragmentMasking: { unmaskFunctionName: 'readFragment' },
        persistedDocuments: { hashAlgorithm: 'sha256' },
      },
      config: {
        documentMode: 'string',
        enumsAsTypes: true,
        strictScalars: true,
        useTypeImports: true,
        skipTypename: false,
        scalars: {
          BigInt: 'number',
          CurrencyCode: 'string',
          DateTime: 'string',
          // biome-ignore lint/suspicious/noTemplateCurlyInString: a type of TypeScript
          Decimal: '`${number}`',
          JSON: 'unknown',
          Upload: 'File',
        },
      },
    },
  },
}

export default config
