{{/* One entry of a container's env whose value is a key of the installation's Secret. Takes (dict "root" $ "name" N "key" K). */}}
{{- define "belugapi.secretEnv" -}}
- name: {{ .name }}
  valueFrom: { secretKeyRef: { name: {{ include "belugapi.secretName" .root }}, key: {{ .key }} } }
{{- end -}}

{{/* What every service is told. Takes (dict "root" $ "component" name "env" variables by name). */}}
{{- define "belugapi.env" -}}
{{ include "belugapi.secretEnv" (dict "root" .root "name" "NATS_PASSWORD" "key" (printf "nats-%s" .component)) }}
- { name: NATS_URL, value: {{ include "belugapi.natsUrl" . | quote }} }
- { name: METRICS_PORT, value: '9464' }
- { name: LOG_LEVEL, value: {{ .root.Values.logLevel | quote }} }
- { name: BELUGA_GRACE_SECONDS, value: {{ .root.Values.graceSeconds | quote }} }
{{- if and .root.Values.catalog (ne .component "auth") }}
- { name: BELUGA_CATALOG, value: /etc/belugapi/catalog.yaml }
{{- end }}
{{- if not (has .component (list "auth" "billing")) }}
# Usage that NATS does not take in time waits there, over restarts of the container.
- { name: SPOOL_DIR, value: /data/spool }
{{- end }}
{{- with .root.Values.tracing }}
{{- if .endpoint }}
- { name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ .endpoint | quote }} }
- { name: OTEL_TRACES_SAMPLER, value: {{ .sampler | quote }} }
- { name: OTEL_TRACES_SAMPLER_ARG, value: {{ .ratio | quote }} }
{{- end }}
{{- end }}
{{- include "belugapi.tlsEnv" . }}
{{- range $name, $value := .env }}
- { name: {{ $name }}, value: {{ $value | quote }} }
{{- end }}
{{- with .root.Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* The secrets of a service that stand in the values themselves. Takes (dict "root" $ "component" name "settings" its values). */}}
{{- define "belugapi.givenSecrets" -}}
{{- $values := .root.Values -}}
{{- $database := get $values.postgresql .component | default dict -}}
{{- if eq .component "gateway" }}{{ $values.secrets.adminKey }}{{ end -}}
{{- if eq .component "auth" }}{{ $values.secrets.apiKey }}{{ end -}}
{{- $database.url | default "" }}{{ .settings.apiKey | default "" -}}
{{- end -}}

{{/* Where a service's database is. Takes (dict "root" $ "component" auth or billing), and `secret` where it is another one of the chart's. */}}
{{- define "belugapi.databaseEnv" -}}
{{- $settings := get .root.Values.postgresql .component -}}
- name: DATABASE_URL
  valueFrom:
    secretKeyRef:
    {{- if $settings.existingSecret.name }}
      { name: {{ $settings.existingSecret.name }}, key: {{ $settings.existingSecret.key }} }
    {{- else if $settings.url }}
      { name: {{ .secret | default (printf "%s-databases" (include "belugapi.fullname" .root)) }}, key: {{ .component }} }
    {{- else if .root.Values.postgresql.cloudnativepg.enabled }}
      { name: {{ include "belugapi.fullname" .root }}-postgresql-app, key: uri }
    {{- else }}
      {{- fail (printf "postgresql.%s: set url or existingSecret.name, or postgresql.cloudnativepg.enabled" .component) }}
    {{- end }}
{{- end -}}

{{/* The container of a service. Takes root, component, env (rendered), resources, ports (a map), volumeMounts, lifecycle. */}}
{{- define "belugapi.container" -}}
name: {{ .component }}
image: {{ include "belugapi.image" . | quote }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
securityContext: {{- toYaml .root.Values.containerSecurityContext | nindent 2 }}
ports:
  {{- range $name, $port := .ports }}
  - { name: {{ $name }}, containerPort: {{ $port }} }
  {{- end }}
  - { name: metrics, containerPort: 9464 }
env: {{- .env | nindent 2 }}
# It waits for NATS and its database however long, alive and not ready.
startupProbe: { httpGet: { path: /livez, port: metrics }, periodSeconds: 1, timeoutSeconds: 3, failureThreshold: 120 }
livenessProbe: { httpGet: { path: /livez, port: metrics }, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 }
readinessProbe: { httpGet: { path: /readyz, port: metrics }, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 2 }
{{- with .lifecycle }}
lifecycle: {{- toYaml . | nindent 2 }}
{{- end }}
resources: {{- toYaml .resources | nindent 2 }}
volumeMounts:
  - { name: tmp, mountPath: /tmp }
  {{- if not (has .component (list "auth" "billing")) }}
  - { name: data, mountPath: /data }
  {{- end }}
  {{- if or .root.Values.catalog .files }}
  - { name: config, mountPath: /etc/belugapi, readOnly: true }
  {{- end }}
  {{- range $wire := include "belugapi.wires" . | fromJsonArray }}
  - { name: tls-{{ $wire }}, mountPath: /etc/tls/{{ $wire }}, readOnly: true }
  {{- end }}
  {{- with .volumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{/* A Deployment with its PodDisruptionBudget. Takes what belugapi.container takes, and settings, fixedReplicas, volumes, drainSeconds. */}}
{{- define "belugapi.deployment" -}}
{{- $root := .root -}}
{{- $values := .root.Values -}}
{{- $name := printf "%s-%s" (include "belugapi.fullname" .root) .component -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $name }}
  labels: {{- include "belugapi.labels" . | nindent 4 }}
spec:
  {{- if not (dig "autoscaling" "enabled" false .settings) }}
  replicas: {{ .settings.replicas }}
  {{- end }}
  revisionHistoryLimit: 3
  # A pod goes when its successor is ready, so that an upgrade takes no capacity away.
  strategy: { type: RollingUpdate, rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }
  selector:
    matchLabels: {{- include "belugapi.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "belugapi.labels" . | nindent 8 }}
        {{- with $values.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        checksum/config: {{ include (print $root.Template.BasePath "/config.yaml") $root | sha256sum }}
        {{- with include "belugapi.givenSecrets" . }}
        # A pod reads its secrets at its start only.
        checksum/secrets: {{ sha256sum . }}
        {{- end }}
        {{- if $values.metrics.annotations }}
        prometheus.io/scrape: 'true'
        prometheus.io/port: '9464'
        prometheus.io/path: /metrics
        {{- end }}
        {{- with $values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ include "belugapi.serviceAccountName" .root }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      {{- with $values.image.pullSecrets }}
      imagePullSecrets: {{- toYaml . | nindent 8 }}
      {{- end }}
      # The drain, the grace of open streams, and what a service takes to close itself.
      terminationGracePeriodSeconds: {{ add $values.graceSeconds (.drainSeconds | default 0) 15 }}
      securityContext: {{- toYaml $values.podSecurityContext | nindent 8 }}
      containers:
        - {{- include "belugapi.container" . | nindent 10 }}
      volumes:
        - { name: tmp, emptyDir: { sizeLimit: 256Mi } }
        {{- if not (has .component (list "auth" "billing")) }}
        - { name: data, emptyDir: { sizeLimit: 2Gi } }
        {{- end }}
        {{- if or $values.catalog .files }}
        - { name: config, configMap: { name: {{ include "belugapi.fullname" .root }} } }
        {{- end }}
        {{- range $wire := include "belugapi.wires" . | fromJsonArray }}
        - { name: tls-{{ $wire }}, secret: { secretName: {{ get (get $values.tls $wire) "existingSecret" }} } }
        {{- end }}
        {{- with .volumes }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      topologySpreadConstraints:
        {{- range $values.topologySpread.topologyKeys }}
        - maxSkew: 1
          topologyKey: {{ . }}
          whenUnsatisfiable: {{ $values.topologySpread.whenUnsatisfiable }}
          labelSelector:
            matchLabels: {{- include "belugapi.selector" $ | nindent 14 }}
          matchLabelKeys: [pod-template-hash]
        {{- end }}
      {{- range $key := list "nodeSelector" "tolerations" "affinity" }}
      {{- with get $values $key }}
      {{ $key }}: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- end }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ $name }}
  labels: {{- include "belugapi.labels" . | nindent 4 }}
spec: {{- toYaml .settings.podDisruptionBudget | nindent 2 }}
  selector:
    matchLabels: {{- include "belugapi.selector" . | nindent 6 }}
{{- end -}}
