{{/*
A store for evaluation: one replica of the official image, on one volume. No backup, no second copy. The parts that differ are
templates by the name of the store. Call with (list $ "postgres").
*/}}
{{- define "hostingco.store" -}}
{{- $root := index . 0 }}
{{- $name := index . 1 }}
{{- $bundled := (get $root.Values $name).bundled }}
{{- $fullName := include "hostingco.name" . }}
{{- $port := 0 }}
{{- range (include "hostingco.topology" $root | fromJson).stores }}
  {{- if eq .name $name }}{{ $port = int .port }}{{ end }}
{{- end -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ $fullName }}
  labels:
    {{- include "hostingco.labels" . | nindent 4 }}
spec:
  type: ClusterIP
  selector:
    {{- include "hostingco.selector" . | nindent 4 }}
  ports:
    - name: {{ $name }}
      port: {{ $port }}
      targetPort: {{ $name }}
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ $fullName }}
  labels:
    {{- include "hostingco.labels" . | nindent 4 }}
spec:
  replicas: 1
  serviceName: {{ $fullName }}
  selector:
    matchLabels:
      {{- include "hostingco.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "hostingco.selector" . | nindent 8 }}
      annotations:
        checksum/files: {{ include (printf "hostingco.store.%s.files" $name) $root | sha256sum }}
        {{- with include "hostingco.secretsChecksum" $root }}
        checksum/secrets: {{ . }}
        {{- end }}
    spec:
      {{- include "hostingco.podStart" $root | nindent 6 }}
      {{- with include "hostingco.placement" . }}
      {{- . | nindent 6 }}
      {{- end }}
      terminationGracePeriodSeconds: 60
      securityContext:
        # The user of the official images.
        {{- include "hostingco.podSecurity" (list $root (ternary nil 999 (kindIs "invalid" $root.Values.pods.security.userId))) | nindent 8 }}
      {{- with include (printf "hostingco.store.%s.init" $name) $root }}
      initContainers:
        {{- . | nindent 8 }}
      {{- end }}
      containers:
        - name: {{ $name }}
          image: {{ include "hostingco.reference" (list $root $bundled.image) }}
          imagePullPolicy: {{ $root.Values.image.pullPolicy }}
          securityContext:
            {{- include "hostingco.containerSecurity" $root | nindent 12 }}
          ports:
            - name: {{ $name }}
              containerPort: {{ $port }}
          resources:
            {{- toYaml $bundled.resources | nindent 12 }}
          {{- include (printf "hostingco.store.%s.container" $name) $root | nindent 10 }}
      volumes:
        - name: tmp
          emptyDir:
            sizeLimit: 256Mi
        {{- include (printf "hostingco.store.%s.volumes" $name) $root | nindent 8 }}
  {{- if $bundled.storage }}
  volumeClaimTemplates:
    - metadata:
        name: data
      spec:
        accessModes: [ReadWriteOnce]
        {{- with $bundled.storageClass }}
        storageClassName: {{ . }}
        {{- end }}
        resources:
          requests:
            storage: {{ $bundled.storage }}
  {{- end }}
{{- end }}

{{/* The three probes of a store, by the same question. Call with the question as YAML. */}}
{{- define "hostingco.store.probes" -}}
startupProbe:
  {{- . | nindent 2 }}
  periodSeconds: 2
  timeoutSeconds: 5
  failureThreshold: 90
livenessProbe:
  {{- . | nindent 2 }}
  periodSeconds: 20
  timeoutSeconds: 5
  failureThreshold: 3
readinessProbe:
  {{- . | nindent 2 }}
  periodSeconds: 5
  timeoutSeconds: 5
{{- end }}
