// A chart as a PNG, with its title, its lines and the time of its numbers.
import type { Line } from "./series.ts";
import { colour } from "../shared/theme.ts";

const PADDING = 16;
const LINE_HEIGHT = 20;

export function pictureOf(chart: HTMLCanvasElement, title: string, note: string, lines: Line[]): Promise<Blob | null> {
  const ratio = devicePixelRatio;
  const legend = lines.length > 1 ? lines.length * LINE_HEIGHT : 0;
  const top = PADDING + 2 * LINE_HEIGHT + legend;
  const picture = document.createElement("canvas");
  picture.width = chart.width + 2 * PADDING * ratio;
  picture.height = chart.height + (top + PADDING) * ratio;
  const context = picture.getContext("2d")!;
  context.fillStyle = colour("card");
  context.fillRect(0, 0, picture.width, picture.height);
  context.drawImage(chart, PADDING * ratio, top * ratio);
  context.scale(ratio, ratio);
  const write = (text: string, font: string, fill: string, left: number, y: number): void => {
    context.font = font;
    context.fillStyle = fill;
    context.fillText(text, left, y, picture.width / ratio - left - PADDING);
  };
  write(title, "600 16px system-ui, sans-serif", colour("text"), PADDING, PADDING + 14);
  write(note, "12px system-ui, sans-serif", colour("quiet"), PADDING, PADDING + 14 + LINE_HEIGHT);
  if (legend > 0) {
    lines.forEach((line, index) => {
      const y = PADDING + 14 + (index + 2) * LINE_HEIGHT;
      context.fillStyle = colour(`line-${index + 1}`);
      context.fillRect(PADDING, y - 9, 10, 10);
      write(line.name, "12px system-ui, sans-serif", colour("text"), PADDING + 18, y);
    });
  }
  return new Promise((resolve) => picture.toBlob(resolve, "image/png"));
}
