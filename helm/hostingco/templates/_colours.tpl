{{/*
Blue and green: two Deployments of each public service without a database, and a Service that leads to one of them. A service
with a database also works by itself, so an idle one would not be idle; it is rolled.
*/}}

{{/* Whether a service has colours. Call with (list $ $service). */}}
{{- define "hostingco.coloured" -}}
{{ and (index . 0).Values.blueGreen.enabled (not (empty (index . 1).public)) (not (has "database" (index . 1).needs)) }}
{{- end }}

{{/* The colour that people do not see; empty when there is none. */}}
{{- define "hostingco.idleColour" -}}
{{- with .Values.blueGreen }}
{{- if and .enabled .idle }}{{ ternary "green" "blue" (eq .active "blue") }}{{ end }}
{{- end }}
{{- end }}

{{/* The Deployments of a service: what their names end in, and their colours. Call with (list $ $service). */}}
{{- define "hostingco.workloads" -}}
{{- $root := index . 0 }}
{{- $name := (index . 1).name }}
{{- $workloads := list }}
{{- if eq (include "hostingco.coloured" .) "true" }}
  {{- range list $root.Values.blueGreen.active (include "hostingco.idleColour" $root) | compact }}
    {{- $workloads = append $workloads (dict "name" (printf "%s-%s" $name .) "colour" .) }}
  {{- end }}
{{- else }}
  {{- $workloads = append $workloads (dict "name" $name "colour" "") }}
{{- end }}
{{- toJson $workloads }}
{{- end }}

{{/* What the gateway also answers where it runs only what it knows: the question of k8s/promote. Call with (list $ $service). */}}
{{- define "hostingco.knowsQuestion" -}}
{{ and (index . 0).Values.blueGreen.enabled (not (empty (include "hostingco.textOf" (list (index . 1) "TRUSTED_DOCUMENTS__FOLDER")))) }}
{{- end }}

{{/* What selects the pods of one Deployment. Call with (list $ $service.name $workload.colour). */}}
{{- define "hostingco.workloadSelector" -}}
{{ include "hostingco.selector" . }}
{{- with index . 2 }}
hostingco/colour: {{ . }}
{{- end }}
{{- end }}
