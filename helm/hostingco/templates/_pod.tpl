{{/* How pods run: restricted, without a token, with a writable /tmp and nothing else. */}}

{{/* The security context of a pod. Call with (list $ 65532); a null user leaves it to the cluster. */}}
{{- define "hostingco.podSecurity" -}}
{{- $user := index . 1 -}}
runAsNonRoot: true
{{- if not (kindIs "invalid" $user) }}
runAsUser: {{ int $user }}
runAsGroup: {{ int $user }}
fsGroup: {{ int $user }}
fsGroupChangePolicy: OnRootMismatch
{{- end }}
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* The security context of every container. */}}
{{- define "hostingco.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* The first lines of every pod's spec. */}}
{{- define "hostingco.podStart" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with concat (.Values.image.pullSecrets | default list) ((.Values.global).imagePullSecrets | default list) }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end }}

{{/* Requests and the memory limit of one replica; no CPU limit, because it would throttle what has room. A trial promises a fifth. Call with (list $ $service). */}}
{{- define "hostingco.resources" -}}
{{- $size := (index . 1).size }}
{{- $share := ternary 5 1 (eq (index . 0).Values.profile "evaluation") }}
{{- $own := (include "hostingco.overrides" (list (index . 0) (index . 1).name) | fromJson).resources }}
{{- if $own }}
{{- toYaml $own }}
{{- else -}}
requests:
  cpu: {{ div (int $size.cpu_millis) $share }}m
  memory: {{ div (int $size.memory_mib) 2 }}Mi
limits:
  memory: {{ int $size.memory_mib }}Mi
{{- end }}
{{- end }}

{{/* The container of a service without what only a server has. Call with (dict "root" $ "service" $service "args" (list "migrate") "certificate" true "colour" ""). */}}
{{- define "hostingco.container" -}}
{{- $service := .service -}}
image: {{ include "hostingco.image" (list .root $service.binary .colour) }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
{{- with .args }}
args: {{ toJson . }}
{{- end }}
securityContext:
  {{- include "hostingco.containerSecurity" .root | nindent 2 }}
env:
  {{- include "hostingco.env" (list .root $service .colour) | trim | nindent 2 }}
resources:
  {{- include "hostingco.resources" (list .root $service) | nindent 2 }}
volumeMounts:
  - name: tmp
    mountPath: /tmp
  {{- with include "hostingco.textOf" (list $service "SECRETS") }}
  - name: secrets
    mountPath: {{ . }}
    readOnly: true
  {{- end }}
  {{- if eq (include "hostingco.knowsQuestion" (list .root $service)) "true" }}
  # Beside the console's, which the image has.
  - name: documents
    mountPath: {{ include "hostingco.textOf" (list $service "TRUSTED_DOCUMENTS__FOLDER") }}/edge.json
    subPath: documents.json
    readOnly: true
  {{- end }}
  {{- if .certificate }}
  {{- with include "hostingco.textOf" (list $service "TLS__CA") }}
  - name: certificate
    mountPath: {{ dir . }}
    readOnly: true
  {{- end }}
  {{- with include "hostingco.textOf" (list $service "BLOBS__DIRECTORY") }}
  - name: blobs
    mountPath: {{ . }}
  {{- end }}
  {{- end }}
  {{- if eq (include "hostingco.trustsOwnCa" (list .root $service)) "true" }}
  - name: trust-postgres
    mountPath: /run/trust/postgres
    readOnly: true
  {{- end }}
{{- end }}

{{/* The volumes of that container; the same call. */}}
{{- define "hostingco.volumes" -}}
{{- $root := .root }}
{{- $service := .service -}}
- name: tmp
  emptyDir:
    sizeLimit: 1Gi
{{- if include "hostingco.textOf" (list $service "SECRETS") }}
- name: secrets
  projected:
    defaultMode: 0440
    sources:
      - secret:
          name: {{ include "hostingco.secretName" $root }}
          items:
            {{- range (include "hostingco.secrets" (list $root $service) | fromJson).items }}
            - key: {{ .key }}
              path: {{ .file }}
            {{- end }}
{{- end }}
{{- if eq (include "hostingco.knowsQuestion" (list $root $service)) "true" }}
- name: documents
  configMap:
    name: {{ include "hostingco.name" (list $root "documents") }}
{{- end }}
{{- if .certificate }}
{{- if include "hostingco.textOf" (list $service "TLS__CA") }}
- name: certificate
  secret:
    secretName: {{ include "hostingco.certificateName" (list $root $service.binary) }}
    defaultMode: 0440
    items:
      - key: ca.crt
        path: ca.pem
      - key: tls.crt
        path: tls.pem
      - key: tls.key
        path: tls.key
{{- end }}
{{- if include "hostingco.textOf" (list $service "BLOBS__DIRECTORY") }}
- name: blobs
  persistentVolumeClaim:
    claimName: {{ include "hostingco.blobsClaim" $root }}
{{- end }}
{{- end }}
{{- if eq (include "hostingco.trustsOwnCa" (list $root $service)) "true" }}
- name: trust-postgres
  secret:
    secretName: {{ $root.Values.postgres.external.ca.existingSecret }}
    defaultMode: 0440
    items:
      - key: {{ $root.Values.postgres.external.ca.key }}
        path: ca.pem
{{- end }}
{{- end }}

{{/* Whether a service checks PostgreSQL's certificate with an authority of the installation's own. Call with (list $ $service). */}}
{{- define "hostingco.trustsOwnCa" -}}
{{- $postgres := (index . 0).Values.postgres -}}
{{ and (has "database" (index . 1).needs) (eq $postgres.mode "external") (not (empty $postgres.external.ca.existingSecret)) }}
{{- end }}

{{/* Where pods may stand. Call with (list $ "billing"). */}}
{{- define "hostingco.placement" }}
{{- $root := index . 0 }}
{{- $own := include "hostingco.overrides" . | fromJson }}
{{- with $own.nodeSelector | default $root.Values.pods.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $own.tolerations | default $root.Values.pods.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $own.priorityClassName | default $root.Values.pods.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end }}

{{/*
How a service is scaled: replicas, the most of them, and by what: "none", "cpu" or "queues". Those of the table that have more
"at most" than in production follow their load; others only when told so. Call with (list $ $service).
*/}}
{{- define "hostingco.scaling" -}}
{{- $root := index . 0 }}
{{- $service := index . 1 }}
{{- $own := include "hostingco.overrides" (list $root $service.name) | fromJson }}
{{- $few := int (get (dict "evaluation" 1 "small" $service.size.small "production" $service.size.production) $root.Values.profile) }}
{{- if hasKey $own "replicas" }}
  {{- $few = int $own.replicas }}
{{- end }}
{{- $most := int ($own.maxReplicas | default $service.size.at_most) }}
{{- $by := $own.scaling | default (ternary "cpu" "none" (gt (int $service.size.at_most) (int $service.size.production))) }}
{{- $switch := get $root.Values.autoscaling $by | default dict }}
{{- if or (not $switch.enabled) (le $most $few) }}
  {{- $by = "none" }}
{{- end }}
{{- dict "by" $by "few" $few "most" $most | toJson }}
{{- end }}
