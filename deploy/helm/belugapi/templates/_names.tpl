{{- define "belugapi.fullname" -}}
{{- contains "belugapi" .Release.Name | ternary .Release.Name (printf "%s-belugapi" .Release.Name) | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* The Secret with this installation's credentials. */}}
{{- define "belugapi.secretName" -}}
{{- .Values.secrets.existingSecret | default (include "belugapi.fullname" .) -}}
{{- end -}}

{{- define "belugapi.serviceAccountName" -}}
{{- include "belugapi.fullname" . -}}
{{- end -}}

{{/* What selects the pods of one service. Takes (dict "root" $ "component" name). */}}
{{- define "belugapi.selector" -}}
app.kubernetes.io/name: belugapi
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "belugapi.labels" -}}
{{ include "belugapi.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "belugapi.image" -}}
{{- printf "%s/%s:%s" .root.Values.image.repository .component (.root.Values.image.tag | default .root.Chart.AppVersion) -}}
{{- end -}}

{{/* The settings of a provider's worker, the defaults filled in, as YAML. Takes (dict "root" $ "provider" name). */}}
{{- define "belugapi.worker" -}}
{{- mustMergeOverwrite (deepCopy .root.Values.workerDefaults) (deepCopy (get .root.Values.workers .provider)) | toYaml -}}
{{- end -}}

{{/* host:port of the bus as it stands in a URL; several with commas. */}}
{{- define "belugapi.natsHosts" -}}
{{- if .Values.nats.enabled -}}
{{- contains "nats" .Release.Name | ternary .Release.Name (printf "%s-nats" .Release.Name) -}}:4222
{{- else -}}
{{- required "nats.url: say where NATS is, or set nats.enabled" .Values.nats.url -}}
{{- end -}}
{{- end -}}

{{/* NATS_URL for a service: the URL's scheme stays, the user and its password come in. */}}
{{- define "belugapi.natsUrl" -}}
{{- $component := .component -}}
{{- $urls := list -}}
{{- range splitList "," (include "belugapi.natsHosts" .root) -}}
{{- $url := trim . -}}
{{- $scheme := hasPrefix "tls://" $url | ternary "tls" "nats" -}}
{{- $urls = append $urls (printf "%s://%s:$(NATS_PASSWORD)@%s" $scheme $component (regexReplaceAll "^[a-z]+://" $url "")) -}}
{{- end -}}
{{- join "," $urls -}}
{{- end -}}
