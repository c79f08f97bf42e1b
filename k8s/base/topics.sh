# Creates the missing topics. It does not change existing ones.
set -eu

options=()
if [ -d /etc/weir/tls ]; then
  umask 077
  cat /etc/weir/tls/tls.key /etc/weir/tls/tls.crt > /tmp/keystore.pem
  printf '%s\n' security.protocol=SSL ssl.keystore.type=PEM ssl.keystore.location=/tmp/keystore.pem \
    ssl.truststore.type=PEM ssl.truststore.location=/etc/weir/tls/ca.crt > /tmp/client.properties
  options=(--command-config /tmp/client.properties)
fi

for topic in "events:$EVENTS_PARTITIONS" dead-letters:1; do
  "${KAFKA_HOME:-/opt/kafka}/bin/kafka-topics.sh" --bootstrap-server "$BOOTSTRAP_SERVERS" "${options[@]}" \
    --create --if-not-exists --topic "${topic%:*}" --partitions "${topic#*:}" \
    --replication-factor "$REPLICATION_FACTOR" --config "retention.ms=$RETENTION_MS" \
    --config "min.insync.replicas=$MIN_INSYNC_REPLICAS"
done
