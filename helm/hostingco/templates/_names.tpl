{{/* Names, addresses and images: one definition each. */}}

{{/* The name of the release, with the chart's in it once. */}}
{{- define "hostingco.release" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name }}{{ end -}}
{{- end }}

{{/* The name of an object. Call with (list $ "billing"). */}}
{{- define "hostingco.name" -}}
{{- $root := index . 0 }}
{{- $name := printf "%s-%s" (include "hostingco.release" $root) (index . 1) }}
{{- if gt (len $name) 63 }}
  {{- fail (printf "the name of the release is %d characters too long: %s has %d, and Kubernetes takes 63" (sub (len $name) 63) $name (len $name)) }}
{{- end }}
{{- $name -}}
{{- end }}

{{/* The table of services, made from crates/hc-topology. */}}
{{- define "hostingco.topology" -}}
{{ .Files.Get "files/topology.json" }}
{{- end }}

{{/* The overrides of a service, by its name; an empty object when there are none. Call with (list $ "billing"). */}}
{{- define "hostingco.overrides" -}}
{{ get (index . 0).Values.services (index . 1) | default dict | toJson }}
{{- end }}

{{/* Where a store is, or a service. Call with (list $ "postgres"). */}}
{{- define "hostingco.host" -}}
{{- $root := index . 0 }}
{{- $name := index . 1 }}
{{- $values := get $root.Values $name | default dict }}
{{- if eq ($values.mode | default "bundled") "external" }}{{ $values.external.host }}{{ else }}{{ include "hostingco.name" (list $root $name) }}{{ end -}}
{{- end }}

{{/* The port of a store. Call with (list $ $store). */}}
{{- define "hostingco.storePort" -}}
{{- $store := index . 1 }}
{{- $values := get (index . 0).Values $store.name }}
{{- if eq $values.mode "external" }}{{ int $values.external.port }}{{ else }}{{ int $store.port }}{{ end -}}
{{- end }}

{{/* The port of PostgreSQL's read replicas; empty where there are none. */}}
{{- define "hostingco.replicaPort" -}}
{{- with .Values.postgres }}
  {{- if and (eq .mode "external") .external.replicaHost }}{{ int (.external.replicaPort | default .external.port) }}{{ end }}
{{- end }}
{{- end }}

{{/* An image of ours; a colour has a version of its own. Call with (list $ "billing" ""). */}}
{{- define "hostingco.image" -}}
{{- $root := index . 0 }}
{{- $name := index . 1 }}
{{- $image := $root.Values.image }}
{{- $at := "image" }}
{{- with index . 2 }}
  {{- $colour := get $root.Values.blueGreen . }}
  {{- $image = dict "registry" $image.registry "repository" $image.repository "requireDigests" $image.requireDigests "tag" $colour.tag "digests" $colour.digests }}
  {{- $at = print "blueGreen." . }}
{{- end }}
{{- $digest := get $image.digests $name | default "" }}
{{- if and $image.requireDigests (not $digest) }}
  {{- /* All that are missing, not only the one that happens to be rendered first. */}}
  {{- $missing := list }}
  {{- range (include "hostingco.images" (list $root (index . 2)) | fromJson).items }}
    {{- if not (get $image.digests .) }}
      {{- $missing = append $missing (printf "%s.digests.%s" $at .) }}
    {{- end }}
  {{- end }}
  {{- fail (printf "%s: required, because image.requireDigests is true; a digest is sha256:…" (join ", " $missing)) }}
{{- end }}
{{- include "hostingco.reference" (list $root (dict "registry" $image.registry "repository" (printf "%s/%s" $image.repository $name) "tag" ($image.tag | default $root.Chart.AppVersion) "digest" $digest)) -}}
{{- end }}

{{/* The reference of any image. Call with (list $ $image). */}}
{{- define "hostingco.reference" -}}
{{- $root := index . 0 }}
{{- $image := index . 1 }}
{{- $registry := ($root.Values.global).imageRegistry | default $image.registry }}
{{- printf "%s/%s" $registry $image.repository }}:{{ $image.tag }}
{{- with $image.digest }}@{{ . }}{{ end -}}
{{- end }}

{{/* The part of a URL that is a host name. */}}
{{- define "hostingco.hostOf" -}}
{{ regexReplaceAll ":[0-9]+$" (urlParse .).host "" }}
{{- end }}

{{/* The Secret with all secrets. */}}
{{- define "hostingco.secretName" -}}
{{ .Values.secrets.existingSecret | default (include "hostingco.name" (list . "secrets")) }}
{{- end }}

{{/* The Secret with the certificate of an identity. Call with (list $ "billing"). */}}
{{- define "hostingco.certificateName" -}}
{{- $root := index . 0 }}
{{- if eq $root.Values.certificates.mode "existing" -}}
{{ $root.Values.certificates.existing.prefix | default (printf "%s-certificate-" (include "hostingco.release" $root)) }}{{ index . 1 }}
{{- else -}}
{{ include "hostingco.name" (list $root (printf "certificate-%s" (index . 1))) }}
{{- end -}}
{{- end }}

{{/* The claim of the folder that replicas share. */}}
{{- define "hostingco.blobsClaim" -}}
{{ .Values.blobs.existingClaim | default (include "hostingco.name" (list . "blobs")) }}
{{- end }}

{{/* The names of our images, or of those that a colour has. Call with (list $ ""). */}}
{{- define "hostingco.images" -}}
{{- $root := index . 0 }}
{{- $colour := index . 1 }}
{{- $names := list }}
{{- range (include "hostingco.topology" $root | fromJson).services }}
  {{- if or (not $colour) (eq (include "hostingco.coloured" (list $root .)) "true") }}
    {{- $names = append $names .binary }}
  {{- end }}
{{- end }}
{{- if and (not $colour) (eq $root.Values.mail.mode "bundled") }}
  {{- $names = append $names "mailbox" }}
{{- end }}
{{- dict "items" ($names | uniq) | toJson }}
{{- end }}
