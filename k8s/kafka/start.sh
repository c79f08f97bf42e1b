# Starts a broker under the number in its pod's name, and formats its log directory at the first start.
set -eu

kafka=${KAFKA_HOME:-/opt/kafka}
settings=${KAFKA_SETTINGS:-/etc/weir/kafka}
sed "s/@POD@/$HOSTNAME/g; s/@ID@/${HOSTNAME##*-}/" "$settings/server.properties" > /tmp/server.properties

# Kafka wants the key and the certificate in one file.
if [ -d /etc/weir/tls ]; then
  (umask 077 && cat /etc/weir/tls/tls.key /etc/weir/tls/tls.crt > /tmp/keystore.pem)
fi

export KAFKA_LOG4J_OPTS="-Dlog4j2.configurationFile=$settings/log4j2.properties"
"$kafka/bin/kafka-storage.sh" format --ignore-formatted --cluster-id "$CLUSTER_ID" --config /tmp/server.properties
exec "$kafka/bin/kafka-server-start.sh" /tmp/server.properties
