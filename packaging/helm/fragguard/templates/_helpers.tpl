{{- define "fragguard.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "fragguard.selector" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "fragguard.labels" -}}
{{ include "fragguard.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "fragguard.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "fragguard.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "fragguard.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{/* The configuration: a whole file if one is given, else what the values say. The ladder is only written where it is not
the default one, because the first [[ladder]] replaces all of it. */}}
{{- define "fragguard.toml" -}}
{{- if .Values.settings.toml -}}
{{ .Values.settings.toml }}
{{- else -}}
{{- with .Values.settings -}}
# FragGuard's configuration in a pod, as the chart's values say. See fragguard.toml(5).
dry_run = {{ .dryRun }}

[sampling]
kernel_log = {{ ne .kernelLog "none" }}

[incident]
splay = {{ .splay | quote }}
{{- if .reserve }}

[reserve]
size = {{ .reserve | quote }}
{{- end }}
{{- if .nodeFeatures }}

[export]
node_features = "/etc/kubernetes/node-feature-discovery/features.d/fragguard"
{{- end }}
{{- if or .flagReboot .reserve (not .tune) }}
{{- if .reserve }}

[[ladder]]
remedy = "release_reserve"
{{- end }}

[[ladder]]
remedy = "drop_caches"

[[ladder]]
remedy = "compact_memory"
{{- if .tune }}

[[ladder]]
remedy = "tune"
set."vm.swappiness" = { at_most = 10 }
set."thp.defrag" = "defer+madvise"
set."vm.percpu_pagelist_high_fraction" = { at_least = 1000 }
restore = "on_clear"
{{- end }}
{{- if .flagReboot }}

[[ladder]]
remedy = "flag_reboot"
file = "/run/fragguard/reboot-required"
cooldown = "1d"
{{- end }}
{{- end }}
{{- with .extra }}

{{ . }}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{/* A hash of the configuration is part of the name, so that a change is a rollout. */}}
{{- define "fragguard.configName" -}}
{{- printf "%s-%s" (include "fragguard.fullname" . | trunc 52) (include "fragguard.toml" . | sha256sum | trunc 10) -}}
{{- end -}}
