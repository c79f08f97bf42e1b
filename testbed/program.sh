# The common part of ./chaos, ./abuse and ./bench/run. Its argument is the module of the program.
# Builds the module if its build is out of date, and sets java_command to a JVM with its options.
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
module="$1"
built="$root/$module/target/program-built"
class_path="$root/$module/target/class-path"

fail() {
  echo "$1" >&2
  exit 2
}

java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
command -v "$java" >/dev/null 2>&1 || fail "java is missing: Weir needs a JDK 17 or newer."

stale() {
  [ ! -f "$built" ] || [ ! -f "$class_path" ] || [ -n "$(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main \
    "$root"/local/engine/package*.json -newer "$built" -type f -print -quit)" ]
}

if stale; then
  command -v mvn >/dev/null 2>&1 || fail "mvn is missing: Weir needs Maven 3.8 or newer to build itself."
  echo "building (the first time takes a few minutes)"
  started=$SECONDS
  (cd "$root" && mvn -B -q -pl "$module" -am -Dmaven.test.skip=true -Dspotless.check.skip=true package) ||
    fail "The build failed; its messages are above."
  touch "$built"
  echo "building … $((SECONDS - started)) s"
fi

java_command=("$java" -Xmx512m -XX:+UseSerialGC -Ddev.weir.source-tree="$root"
  -Dlog4j2.configurationFile=classpath:dev/weir/local/supervisor-log4j2.xml
  -cp "$root/$module/target/classes:$(<"$class_path")")
