{{- define "belugapi.policyHead" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "belugapi.fullname" .root }}-{{ .component }}
  labels: {{- include "belugapi.labels" . | nindent 4 }}
{{- end -}}

{{- define "belugapi.pods" -}}
matchLabels: { app.kubernetes.io/name: belugapi, app.kubernetes.io/instance: {{ .root.Release.Name }} }
matchExpressions: [{ key: app.kubernetes.io/component, operator: In, values: {{ toJson .components }} }]
{{- end -}}
