{{/* What a service is told. Nothing here names a service: the table says which settings each has. */}}

{{/* What the installation has chosen, by the names of the table, as texts; an empty one leaves the default. Call with (list $ $service). */}}
{{- define "hostingco.choices" -}}
{{- $root := index . 0 }}
{{- $service := index . 1 }}
{{- $values := $root.Values }}
{{- $stores := dict }}
{{- range (include "hostingco.topology" $root | fromJson).stores }}
  {{- $_ := set $stores .name (printf "%s:%s" (include "hostingco.host" (list $root .name)) (include "hostingco.storePort" (list $root .))) }}
{{- end }}
{{- $sslMode := "sslmode=disable" }}
{{- $replicaUrl := "" }}
{{- if eq $values.postgres.mode "external" }}
  {{- $sslMode = printf "sslmode=%s" $values.postgres.external.sslMode }}
  {{- if $values.postgres.external.ca.existingSecret }}
    {{- $sslMode = printf "%s&sslrootcert=/run/trust/postgres/ca.pem" $sslMode }}
  {{- end }}
  {{- with $values.postgres.external.parameters }}
    {{- $sslMode = printf "%s&%s" $sslMode . }}
  {{- end }}
  {{- with $values.postgres.external.replicaHost }}
    {{- $replicaUrl = printf "postgres://%s@%s:%s/%s?%s" $service.binary . (include "hostingco.replicaPort" $root) $service.binary $sslMode }}
  {{- end }}
{{- end }}
{{- $amqp := "amqp" }}
{{- $virtualHost := "/" }}
{{- if eq $values.rabbitmq.mode "external" }}
  {{- $amqp = ternary "amqps" "amqp" $values.rabbitmq.external.tls }}
  {{- $virtualHost = $values.rabbitmq.external.virtualHost }}
{{- end }}
{{- $redis := ternary "rediss" "redis" (and (eq $values.redis.mode "external") $values.redis.external.tls) }}
{{- $mail := dict "host" (include "hostingco.name" (list $root "mailbox")) "port" 1025 "security" "none" "username" "" }}
{{- if eq $values.mail.mode "external" }}
  {{- $mail = $values.mail.external }}
{{- end }}
{{- dict
  "auth_url" $values.urls.auth
  "broker_url" (printf "%s://%s@%s/%s" $amqp (include "hostingco.brokerUser" (list $root $service.binary)) (get $stores "rabbitmq") ($virtualHost | replace "/" "%2f"))
  "console_url" $values.urls.console
  "cors_origins" (join "," $values.http.corsOrigins)
  "database_replica_url" $replicaUrl
  "database_url" (printf "postgres://%s@%s/%s?%s" $service.binary (get $stores "postgres") $service.binary $sslMode)
  "documents_mode" $values.http.documents
  "log_filter" $values.log.filter
  "notifications_url" $values.urls.notifications
  "otlp_endpoint" $values.telemetry.otlpEndpoint
  "redis_url" (printf "%s://%s" $redis (get $stores "redis"))
  "sites_domain" $values.sites.domain
  "sites_port" (toString (int $values.sites.port))
  "sites_scheme" $values.sites.scheme
  "smtp_from" $values.mail.from
  "smtp_host" $mail.host
  "smtp_port" (toString (int $mail.port))
  "smtp_security" $mail.security
  "smtp_username" $mail.username
  "test_payments" (toString $values.payments.test)
  "trusted_proxies" (join "," $values.http.trustedProxies)
  | toJson }}
{{- end }}

{{/* The environment of a service as a list. A colour asks its own colour. Call with (list $ $service ""). */}}
{{- define "hostingco.env" -}}
{{- $root := index . 0 }}
{{- $service := index . 1 }}
{{- $colour := index . 2 }}
{{- $topology := include "hostingco.topology" $root | fromJson }}
{{- $choices := include "hostingco.choices" . | fromJson }}
{{- $env := dict }}
{{- if $service.args }}
  {{- $_ := set $env (print $service.prefix "DRAIN_TIMEOUT") (printf "%ds" (int $root.Values.shutdown.drainSeconds)) }}
{{- else }}
  {{- /* The container runtime sets HOSTNAME to the pod's name, and a Node server takes it for the address to listen at. */}}
  {{- $_ := set $env "HOSTNAME" "0.0.0.0" }}
  {{- $_ := set $env "PORT" (toString $service.public.port) }}
{{- end }}
{{- range $service.settings }}
  {{- $variable := print $service.prefix .name }}
  {{- if hasKey . "text" }}
    {{- $text := .text }}
    {{- range concat $topology.services $topology.stores }}
      {{- $host := include "hostingco.host" (list $root .name) }}
      {{- if and $colour .needs (eq (include "hostingco.coloured" (list $root .)) "true") }}
        {{- $host = printf "%s-%s" $host $colour }}
      {{- end }}
      {{- $text = $text | replace (printf "{host:%s}" .name) $host }}
    {{- end }}
    {{- $_ := set $env $variable $text }}
  {{- else if hasKey . "site" }}
    {{- if not (hasKey $choices .site) }}
      {{- fail (printf "files/topology.json: the chart has no value for the choice %s of %s" .site $service.name) }}
    {{- end }}
    {{- with get $choices .site }}
      {{- $_ := set $env $variable . }}
    {{- end }}
  {{- end }}
{{- end }}
{{- $env = merge (dict) ((include "hostingco.overrides" (list $root $service.name) | fromJson).env | default dict) $env }}
{{- range $name, $value := $env }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}

{{/* Who somebody is to RabbitMQ. Call with (list $ "billing"). */}}
{{- define "hostingco.brokerUser" -}}
{{- $rabbitmq := (index . 0).Values.rabbitmq }}
{{- ternary (index . 1) "hostingco" (and (eq $rabbitmq.mode "external") $rabbitmq.external.userPerService) -}}
{{- end }}

{{/* The key of a password in the Secret: RabbitMQ may have one user for all, Redis has; everything else is the binary's own. Call with (list $ "billing" "broker.password"). */}}
{{- define "hostingco.secretKey" -}}
{{- $store := first (splitList "." (index . 2)) }}
{{- $shared := or (eq $store "redis") (and (eq $store "broker") (eq (include "hostingco.brokerUser" .) "hostingco")) }}
{{- ternary (index . 2) (printf "%s.%s" (index . 1) (index . 2)) $shared -}}
{{- end }}

{{/* The secrets of a service: file is the name of the setting, key the one in the Secret. Call with (list $ $service). */}}
{{- define "hostingco.secrets" -}}
{{- $root := index . 0 }}
{{- $service := index . 1 }}
{{- $values := $root.Values }}
{{- $needless := list }}
{{- if or (ne $values.mail.mode "external") (not $values.mail.external.username) }}
  {{- $needless = append $needless "smtp.password" }}
{{- end }}
{{- if and (eq $values.redis.mode "external") (not $values.redis.external.password) }}
  {{- $needless = append $needless "redis.password" }}
{{- end }}
{{- $secrets := list }}
{{- range $service.settings }}
  {{- if and (hasKey . "secret") (not (has .name $needless)) }}
    {{- $secrets = append $secrets (dict "file" .name "key" (include "hostingco.secretKey" (list $root $service.binary .name))) }}
  {{- end }}
{{- end }}
{{- dict "items" $secrets | toJson }}
{{- end }}

{{/* The keys that the Secret must have, each once and in order. */}}
{{- define "hostingco.secretKeys" -}}
{{- $root := . }}
{{- $keys := list }}
{{- range (include "hostingco.topology" . | fromJson).services }}
  {{- range (include "hostingco.secrets" (list $root .) | fromJson).items }}
    {{- $keys = append $keys .key }}
  {{- end }}
{{- end }}
{{- if eq .Values.postgres.mode "bundled" }}
  {{- $keys = append $keys "postgres.password" }}
{{- end }}
{{- dict "items" ($keys | uniq | sortAlpha) | toJson }}
{{- end }}

{{/* The text of a setting of the table; empty when the service has none of that name. Call with (list $service "SECRETS"). */}}
{{- define "hostingco.textOf" -}}
{{- $name := index . 1 }}
{{- range (index . 0).settings }}
  {{- if eq .name $name }}{{ .text }}{{ end }}
{{- end }}
{{- end }}
