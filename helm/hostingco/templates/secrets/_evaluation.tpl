{{/*
The chart's own secrets, for evaluation: given ones, else those that the cluster has, else new ones. Without a cluster, as in
`helm template` and under Argo CD, new ones would change at each rendering; then there is an error instead.
*/}}
{{- define "hostingco.evaluationSecrets" -}}
{{- $name := include "hostingco.secretName" . }}
{{- $namespace := .Release.Namespace }}
{{- $given := .Values.secrets.evaluation.values }}
{{- $there := (lookup "v1" "Secret" $namespace $name).data | default dict }}
{{- $keys := (include "hostingco.secretKeys" . | fromJson).items }}
{{- range $key, $_ := $given }}
  {{- if not (has $key $keys) }}
    {{- fail (printf "secrets.evaluation.values.%s: no such secret is needed; there are %s" $key (join ", " $keys)) }}
  {{- end }}
{{- end }}
{{- $missing := list }}
{{- range $keys }}
  {{- if not (or (hasKey $given .) (hasKey $there .)) }}
    {{- $missing = append $missing . }}
  {{- end }}
{{- end }}
{{- if and $missing (not (lookup "v1" "Namespace" "" "kube-system")) }}
  {{- fail (printf "secrets.evaluation: secrets are generated in a cluster only, not by rendering alone. Give secrets.existingSecret, or secrets.evaluation.values with %s" (join ", " $missing)) }}
{{- end }}
{{- /* Rendered more than once in a run, so new ones are kept. */}}
{{- $made := get .Values.secrets.evaluation "made" | default dict }}
{{- range $keys }}
{{- if hasKey $given . }}
{{ . }}: {{ get $given . | b64enc }}
{{- else if hasKey $there . }}
{{ . }}: {{ get $there . }}
{{- else }}
{{- if not (hasKey $made .) }}
  {{- $_ := set $made . (ternary (randAlphaNum 32) (randBytes 32) (hasSuffix ".password" .)) }}
{{- end }}
{{ . }}: {{ get $made . | b64enc }}
{{- end }}
{{- end }}
{{- $_ := set .Values.secrets.evaluation "made" $made }}
{{- end }}
