{{/*
What the edge serves: host, service, port and paths of each public service. Sites are below a domain of their own; every other
service has a URL by its name.
*/}}
{{- define "hostingco.routes" -}}
{{- $root := . }}
{{- $routes := list }}
{{- range (include "hostingco.topology" . | fromJson).services }}
  {{- if .public }}
    {{- $sites := eq .public.section "SITES" }}
    {{- $host := ternary (printf "*.%s" $root.Values.sites.domain) (include "hostingco.hostOf" (get $root.Values.urls .name | default "")) $sites }}
    {{- $paths := get $root.Values.edge.paths .name | default (list "/") }}
    {{- $routes = append $routes (dict "host" $host "service" (include "hostingco.name" (list $root .name)) "name" .name "port" .public.port "paths" $paths "sites" $sites "coloured" (eq (include "hostingco.coloured" (list $root .)) "true")) }}
  {{- end }}
{{- end }}
{{- toJson $routes }}
{{- end }}

{{/* The way to the API of the colour that people do not see; one route, or none. */}}
{{- define "hostingco.preview" -}}
{{- $routes := list }}
{{- $colour := include "hostingco.idleColour" . }}
{{- if and $colour .Values.blueGreen.previewHost }}
  {{- range include "hostingco.routes" . | fromJsonArray }}
    {{- if eq .name "gateway" }}
      {{- $routes = append $routes (merge (dict "host" $.Values.blueGreen.previewHost "service" (printf "%s-%s" .service $colour) "route" (printf "%s-preview" .service)) .) }}
    {{- end }}
  {{- end }}
{{- end }}
{{- toJson $routes }}
{{- end }}
