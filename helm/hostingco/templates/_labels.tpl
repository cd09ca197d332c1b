{{/* The labels of an object. Call with (list $ "billing"). */}}
{{- define "hostingco.labels" -}}
{{- $root := index . 0 -}}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
{{ include "hostingco.selector" . }}
{{- end }}

{{/* What selects the pods of a component, and never changes. Call with (list $ "billing"). */}}
{{- define "hostingco.selector" -}}
{{ include "hostingco.everyPod" (index . 0) }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{/* What every pod of the release has. */}}
{{- define "hostingco.everyPod" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* As whom a pod opens connections: a service, or a Job in its name. Call with (list $ "billing"). */}}
{{- define "hostingco.actsAs" -}}
{{ include "hostingco.everyPod" (index . 0) }}
hostingco/acts-as: {{ index . 1 }}
{{- end }}
