{{/* The wires of a service that are encrypted, as a JSON array. Takes (dict "root" $ "component" name). */}}
{{- define "belugapi.wires" -}}
{{- $wires := list -}}
{{- if .root.Values.tls.nats.existingSecret }}{{ $wires = append $wires "nats" }}{{ end -}}
{{- if and .root.Values.tls.relay.existingSecret (not (has .component (list "auth" "billing"))) }}{{ $wires = append $wires "relay" }}{{ end -}}
{{- toJson $wires -}}
{{- end -}}

{{/* What a service is told of certificates. Takes (dict "root" $ "component" name). */}}
{{- define "belugapi.tlsEnv" -}}
{{- $wires := include "belugapi.wires" . | fromJsonArray -}}
{{- if has "nats" $wires }}
{{- with .root.Values.tls.nats }}
- { name: NATS_TLS_CA, value: /etc/tls/nats/ca.crt }
{{- if .clientCertificate }}
- { name: NATS_TLS_CERT, value: /etc/tls/nats/tls.crt }
- { name: NATS_TLS_KEY, value: /etc/tls/nats/tls.key }
{{- end }}
{{- with .serverName }}
- { name: NATS_TLS_SERVER_NAME, value: {{ . | quote }} }
{{- end }}
{{- end }}
{{- end }}
{{- if has "relay" $wires }}
{{- $isGateway := eq .component "gateway" }}
{{- with .root.Values.tls.relay }}
{{- if or $isGateway .mutual }}
- { name: RELAY_TLS_CERT, value: /etc/tls/relay/tls.crt }
- { name: RELAY_TLS_KEY, value: /etc/tls/relay/tls.key }
{{- end }}
{{- if not $isGateway }}
- { name: RELAY_TLS_CA, value: /etc/tls/relay/ca.crt }
- { name: RELAY_TLS_SERVER_NAME, value: {{ required "tls.relay.serverName: gateways have no name of their own" .serverName | quote }} }
{{- else if .mutual }}
- { name: RELAY_TLS_CLIENT_CA, value: /etc/tls/relay/ca.crt }
{{- end }}
{{- end }}
{{- end }}
{{- end -}}
