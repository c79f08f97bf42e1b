# The stack of k8s/ in a namespace. Only its size can be changed yet.
source "$root/ops.d/containers.sh"

kubectl=(kubectl --namespace "$namespace")

[ "$command" = scale ] || fail "--kubernetes has only scale so far. docs/operations.md has the steps of an upgrade by hand."

in_part() {
  do_ "${kubectl[@]}" exec "statefulset/$1" -- "${@:2}"
}

# The autoscalers decide between their limits.
scale_part() {
  case $1 in
    gateways) do_ "${kubectl[@]}" patch hpa gateway --type merge --patch "{\"spec\":{\"minReplicas\":$2}}" ;;
    taskmanagers) do_ "${kubectl[@]}" patch hpa taskmanager --type merge --patch "{\"spec\":{\"minReplicas\":$2}}" ;;
    *) misused "--kubernetes has no $1 to scale; it has gateways and taskmanagers." ;;
  esac
}
