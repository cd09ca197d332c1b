import type { CodegenConfig } from '@graphql-codegen/cli'

/** Types from the schema, and a manifest of the documents by their hash, which the gateway takes as trusted documents. */
const config: CodegenConfig = {
  // Elsewhere the schema comes from a gateway: `https://…/schema.graphql`.
  schema: '../../services/gateway/schema.graphql',
  documents: 'src/**/*.graphql',
  generates: {
    './src/gql/': {
      preset: 'client',
      presetConfig: {
        fragmentMasking: { unmaskFunctionName: 'readFragment' },
        persistedDocuments: { hashAlgorithm: 'sha256' },
      },
      config: {
        documentMode: 'string',
        enumsAsTypes: true,
        useTypeImports: true,
        // A scalar that is not named here is `unknown`: nobody calculates with what nobody has looked at.
        defaultScalarType: 'unknown',
        scalars: { BigInt: 'number', CurrencyCode: 'string', DateTime: 'string', Decimal: 'string', Upload: 'File' },
      },
    },
  },
}

export default config
