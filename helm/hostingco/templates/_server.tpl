{{/* What only long-running containers have. */}}

{{/* The ports of a service by their names. The console has no port of its own for probes. */}}
{{- define "hostingco.ports" -}}
{{- $ports := list }}
{{- with .public }}
  {{- $ports = append $ports (dict "name" "public" "port" .port) }}
{{- end }}
{{- with .grpc }}
  {{- $ports = append $ports (dict "name" "grpc" "port" .port) }}
{{- end }}
{{- if ne (include "hostingco.adminPort" .) "public" }}
  {{- $ports = append $ports (dict "name" "admin" "port" .admin) }}
{{- end }}
{{- toJson $ports }}
{{- end }}

{{/* The name of the port for probes. */}}
{{- define "hostingco.adminPort" -}}
{{ ternary "public" "admin" (eq (int .admin) (int (.public | default dict).port)) }}
{{- end }}

{{/* The three probes of a service. Liveness asks the process alone; readiness its database and schema too. */}}
{{- define "hostingco.probes" -}}
{{- $port := include "hostingco.adminPort" . }}
{{- $live := ternary "/api/ready" "/livez" (eq $port "public") }}
{{- $ready := ternary "/api/ready" "/readyz" (eq $port "public") -}}
startupProbe:
  httpGet: { path: {{ $live }}, port: {{ $port }} }
  periodSeconds: 1
  timeoutSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet: { path: {{ $live }}, port: {{ $port }} }
  periodSeconds: 10
  timeoutSeconds: 3
  failureThreshold: 3
readinessProbe:
  httpGet: { path: {{ $ready }}, port: {{ $port }} }
  periodSeconds: 2
  timeoutSeconds: 2
  failureThreshold: 2
{{- end }}

{{/* Requests that are on their way still arrive while routes are withdrawn. Kubernetes before 1.30 cannot sleep by itself. */}}
{{- define "hostingco.preStop" -}}
{{- $seconds := int .Values.shutdown.preStopSeconds -}}
{{- if semverCompare ">=1.30-0" .Capabilities.KubeVersion.Version -}}
sleep:
  seconds: {{ $seconds }}
{{- else -}}
exec:
  command: [sleep, {{ $seconds | quote }}]
{{- end }}
{{- end }}

{{/* Changes when the chart's own Secret does; an existing one has secrets.revision for that. */}}
{{- define "hostingco.secretsChecksum" -}}
{{- if .Values.secrets.evaluation.enabled }}
{{- include "hostingco.evaluationSecrets" . | sha256sum }}
{{- end }}
{{- end }}
