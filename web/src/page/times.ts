// How charts and tables write the times of their points.

export type TimeWriter = (seconds: number) => string;

/** Days are days of the time zone already, so they are written as they are. */
export function writer(interval: string, zone: string): TimeWriter {
  const format =
    interval === "day"
      ? new Intl.DateTimeFormat("en", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" })
      : new Intl.DateTimeFormat("en", {
          day: "numeric",
          hour: "2-digit",
          hourCycle: "h23",
          minute: "2-digit",
          month: "short",
          timeZone: zone,
        });
  return (seconds) => format.format(seconds * 1000);
}

/** For the axis: times of a day, and the day only where it begins. */
export function axisWriter(interval: string, zone: string): TimeWriter {
  const timeZone = interval === "day" ? "UTC" : zone;
  const day = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", timeZone });
  const time = new Intl.DateTimeFormat("en", { hour: "2-digit", hourCycle: "h23", minute: "2-digit", timeZone });
  return (seconds) => {
    const clock = time.format(seconds * 1000);
    return interval === "day" || clock === "00:00" ? day.format(seconds * 1000) : clock;
  };
}
