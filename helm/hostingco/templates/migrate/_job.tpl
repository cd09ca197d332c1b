{{/*
The spec of a Job that runs a command of a service with the service's own settings. It uses no service account of the chart:
a hook may run before those exist. Call with (dict "root" $ "service" $service "args" (list "migrate") "component" "migrate"
"certificate" false "colour" "" "seeds" false).
*/}}
{{- define "hostingco.jobSpec" -}}
{{- $root := .root -}}
backoffLimit: {{ int $root.Values.migrations.backoffLimit }}
activeDeadlineSeconds: {{ int $root.Values.migrations.deadlineSeconds }}
template:
  metadata:
    labels:
      {{- include "hostingco.selector" (list $root .component) | nindent 6 }}
      hostingco/acts-as: {{ .service.name }}
  spec:
    # A failed try stays, and so does its log.
    restartPolicy: Never
    {{- include "hostingco.podStart" $root | nindent 4 }}
    {{- with include "hostingco.placement" (list $root .service.name) }}
    {{- . | nindent 4 }}
    {{- end }}
    terminationGracePeriodSeconds: 60
    securityContext:
      {{- include "hostingco.podSecurity" (list $root $root.Values.pods.security.userId) | nindent 6 }}
    containers:
      - name: {{ .component }}
        {{- include "hostingco.container" . | nindent 8 }}
        {{- if .seeds }}
          - name: seeds
            mountPath: /run/seeds
            readOnly: true
        {{- end }}
    volumes:
      {{- include "hostingco.volumes" . | nindent 6 }}
      {{- if .seeds }}
      - name: seeds
        configMap:
          name: {{ include "hostingco.name" (list $root "seeds") }}
      {{- end }}
{{- end }}
