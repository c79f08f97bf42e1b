// Uses ClickHouse's Node.js client as an application does. SQL_PORT_URL is the SQL port: node --test clickhouse-js.test.mjs

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';

const url = process.env.SQL_PORT_URL;
const table = 'default.node_client';
const common = { url, request_timeout: 20_000, log: { level: ClickHouseLogLevel.OFF } };
const client = createClient({ ...common, application: 'weir' });
const compressing = createClient({ ...common, compression: { request: true, response: true } });

const rows = async (query, more = {}) => (await client.query({ query, format: 'JSONEachRow', ...more })).json();
const refused = (work, code) => assert.rejects(work, (error) => error.code === String(code) || assert.fail(`${error.code} ${error.message}`));

before(() => client.command({ query: `CREATE OR REPLACE TABLE ${table} (id UInt64, name String, at DateTime64(3, 'UTC')) ENGINE = MergeTree ORDER BY id` }));
after(async () => {
  await client.command({ query: `DROP TABLE ${table}` });
  await client.close();
  await compressing.close();
});

test('pings, both ways', async () => {
  assert.equal((await client.ping()).success, true);
  assert.equal((await client.ping({ select: true })).success, true);
});

test('reads every JSON format', async () => {
  const query = "SELECT 1::UInt8 AS x, 'a' AS s";
  assert.deepEqual(await rows(query), [{ x: 1, s: 'a' }]);
  assert.deepEqual((await (await client.query({ query, format: 'JSON' })).json()).data, [{ x: 1, s: 'a' }]);
  assert.deepEqual((await (await client.query({ query, format: 'JSON' })).json()).meta, [{ name: 'x', type: 'UInt8' }, { name: 's', type: 'String' }]);
  assert.deepEqual(await (await client.query({ query, format: 'JSONCompactEachRow' })).json(), [[1, 'a']]);
  assert.deepEqual((await (await client.query({ query, format: 'JSONColumnsWithMetadata' })).json()).data, { x: [1], s: ['a'] });
  assert.equal(await (await client.query({ query, format: 'CSVWithNames' })).text(), '"x","s"\n1,"a"\n');
});

test('takes a comment or a semicolon at the end', async () => {
  assert.deepEqual(await rows('SELECT 1::UInt8 AS x -- why'), [{ x: 1 }]);
  assert.deepEqual(await rows('SELECT 1::UInt8 AS x /* why */ ;\n'), [{ x: 1 }]);
  assert.deepEqual(await rows('-- a dashboard, panel 3\nSELECT 1::UInt8 AS x;'), [{ x: 1 }]);
});

test('binds parameters of every kind unchanged', async () => {
  const query_params = {
    s: 'it\'s\ta\nb\r \\ \\t "q" `b` \u65e5\u672c \u{1F600} {x:String} 100% a+b&c=d#e;f',
    empty: '',
    list: ['x', "y'z", 'a\tb', ''],
    numbers: [1, 2, 3],
    none: null,
    nones: [null, 'a'],
    map: { k: 7 },
    day: '2026-11-20',
    at: new Date(Date.UTC(2026, 10, 20, 12)),
    small: -7,
    big: 18446744073709551615n,
    yes: true,
  };
  const [row] = await rows(
    `SELECT {s:String} AS s, {empty:String} AS empty, {list:Array(String)} AS list, {numbers:Array(UInt8)} AS numbers,
       {none:Nullable(String)} AS none, {nones:Array(Nullable(String))} AS nones, {map:Map(String, UInt8)} AS map, {day:Date} AS day,
       toString({at:DateTime('UTC')}) AS at, {small:Int32} AS small, toString({big:UInt64}) AS big, {yes:Bool} AS yes`,
    { query_params },
  );
  assert.deepEqual(row, { ...query_params, at: '2026-11-20 12:00:00', big: '18446744073709551615' });
});

test('binds names, and a value of 100,000 characters', async () => {
  assert.deepEqual(
    await rows('SELECT count() > 0 AS found FROM {d:Identifier}.{t:Identifier}', { query_params: { d: 'system', t: 'one' } }),
    [{ found: 1 }],
  );
  assert.deepEqual(await rows('SELECT length({s:String})::UInt32 AS n', { query_params: { s: 'x'.repeat(100_000) } }), [{ n: 100_000 }]);
});

for (const [name, reader] of [['plain', client], ['compressed', compressing]]) {
  test(`streams 100,000 rows, ${name}`, async () => {
    const result = await reader.query({ query: 'SELECT number AS n, toString(number) AS s FROM numbers(100000)', format: 'JSONEachRow' });
    let count = 0;
    let sum = 0;
    for await (const chunk of result.stream()) {
      for (const row of chunk) {
        count++;
        sum += Number(row.json().n);
      }
    }
    assert.deepEqual([count, sum], [100_000, 4_999_950_000]);
  });
}

test('gives a stream up, and asks again', async () => {
  for (let time = 0; time < 5; time++) {
    const result = await client.query({ query: 'SELECT number, repeat(toString(number), 20) FROM numbers(500000)', format: 'JSONEachRow' });
    for await (const _ of result.stream()) break;
    result.close();
    assert.deepEqual(await rows('SELECT 1::UInt8 AS x'), [{ x: 1 }]);
  }
});

test('shows the code of an error, and asks again', async () => {
  await refused(() => rows('SELECT * FROM weir.no_such_view'), 60);
  await refused(() => rows('SELECT no_such_function(1)'), 46);
  await refused(() => rows('SELECT {p:String}'), 456);
  await refused(() => rows("SELECT throwIf(number = 90000, 'far') FROM numbers(100000)"), 395);
  await refused(() => client.command({ query: 'SELECT 1; SELECT 2' }), 62);
  assert.deepEqual(await rows('SELECT 1::UInt8 AS x'), [{ x: 1 }]);
});

test('keeps the query_id, and sets settings', async () => {
  const query_id = randomUUID();
  assert.equal((await client.query({ query: 'SELECT 1', query_id })).query_id, query_id);
  assert.deepEqual(
    await rows("SELECT getSetting('max_block_size')::UInt32 AS n", { clickhouse_settings: { max_block_size: '777' } }),
    [{ n: 777 }],
  );
});

const slow = 'SELECT sum(sleepEachRow(0.2)) FROM numbers(100) SETTINGS max_block_size = 1, max_threads = 1';
const running = async (id) => (await rows('SELECT query_id FROM system.processes WHERE query_id = {id:String}', { query_params: { id } })).length;

async function until(condition) {
  for (const end = Date.now() + 15_000; Date.now() < end; ) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`not within 15 s: ${condition}`);
}

test('aborts a query, which then ends', async () => {
  const query_id = randomUUID();
  const stop = new AbortController();
  const clickhouse_settings = { cancel_http_readonly_queries_on_client_close: 1 };
  const aborted = assert.rejects(rows(slow, { query_id, abort_signal: stop.signal, clickhouse_settings }), /aborted/);
  await until(async () => (await running(query_id)) === 1);
  stop.abort();
  await aborted;
  await until(async () => (await running(query_id)) === 0);
});

test('kills a query by its id', async () => {
  const query_id = randomUUID();
  const killed = refused(() => rows(slow, { query_id }), 394);
  await until(async () => (await running(query_id)) === 1);
  const [row] = await rows('KILL QUERY WHERE query_id = {id:String} SYNC', { query_params: { id: query_id } });
  assert.equal(row.query_id, query_id);
  await killed;
});

test('stops a query at its time limit', () =>
  refused(() => rows(slow, { clickhouse_settings: { max_execution_time: 1 } }), 159));

test('inserts in every way', async () => {
  const at = '2026-11-20 12:00:00.250';
  await client.insert({ table, values: [{ id: '18446744073709551615', name: "it's \u{1F600}\t\n", at }], format: 'JSONEachRow' });
  await client.insert({ table, columns: ['id', 'name'], values: [[1, 'a']], format: 'JSONCompactEachRow' });
  await client.insert({ table, columns: { except: ['at'] }, values: [{ id: 2, name: 'b' }], format: 'JSONEachRow' });
  await compressing.insert({ table, values: Array.from({ length: 5000 }, (_, i) => ({ id: 10 + i, name: 'n' + i, at })), format: 'JSONEachRow' });
  await client.insert({ table, values: Readable.from(Array.from({ length: 1000 }, (_, i) => ({ id: 10_000 + i, name: 's', at })), { objectMode: true }), format: 'JSONEachRow' });
  await compressing.insert({ table, values: Readable.from(['20000,"a,b",2026-11-20 12:00:00\n', '20001,c,2026-11-20 12:00:00\n'], { objectMode: false }), format: 'CSV' });
  await client.insert({ table, values: [{ id: 30_000, name: 'later', at }], format: 'JSONEachRow', clickhouse_settings: { async_insert: 1, wait_for_async_insert: 1 } });
  await client.command({ query: `INSERT INTO ${table} SELECT number + 40000, 'm', 0 FROM numbers(10)` });
  const none = await client.insert({ table, values: [], format: 'JSONEachRow' });
  assert.equal(none.executed, false);

  assert.deepEqual(await rows(`SELECT count()::UInt32 AS n, uniqExact(id)::UInt32 AS ids, max(id)::String AS largest FROM ${table}`), [
    { n: 6016, ids: 6016, largest: '18446744073709551615' },
  ]);
  assert.deepEqual(await rows(`SELECT name, at FROM ${table} WHERE id = 18446744073709551615`), [{ name: "it's \u{1F600}\t\n", at }]);
});

test('says which row of an insert is wrong, and writes none of them', async () => {
  const count = `SELECT count()::UInt32 AS n FROM ${table} WHERE name = 'wrong'`;
  await refused(() => client.insert({ table, values: [{ id: 1, name: 'wrong' }, { id: 'no number', name: 'wrong' }], format: 'JSONEachRow' }), 27);
  assert.deepEqual(await rows(count), [{ n: 0 }]);
});

test('runs a statement with its own format', async () => {
  const result = await client.exec({ query: 'SELECT 42 FORMAT TSV' });
  let text = '';
  for await (const chunk of result.stream) text += chunk;
  assert.equal(text, '42\n');
});

test('keeps temporary tables in a session', async () => {
  const session = createClient({ ...common, session_id: randomUUID() });
  try {
    await session.command({ query: 'CREATE TEMPORARY TABLE mine (x UInt8) ENGINE = Memory' });
    await session.insert({ table: 'mine', values: [{ x: 7 }], format: 'JSONEachRow' });
    assert.deepEqual(await (await session.query({ query: 'SELECT x FROM mine', format: 'JSONEachRow' })).json(), [{ x: 7 }]);
  } finally {
    await session.close();
  }
  await refused(() => rows('SELECT x FROM mine'), 60);
});

test('runs twenty queries at once', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => rows('SELECT {n:UInt8} AS n', { query_params: { n } })));
  assert.deepEqual(answers.flat().map((row) => row.n), Array.from({ length: 20 }, (_, n) => n));
});

test('finds the views of Weir by the database of the URL', async () => {
  const weir = createClient({ ...common, database: 'weir' });
  try {
    assert.deepEqual(await (await weir.query({ query: 'SELECT video_id, views FROM video_views_daily', format: 'JSONEachRow' })).json(), [
      { video_id: "it's 100%", views: 1 },
    ]);
  } finally {
    await weir.close();
  }
});

test('shows properties as objects, and large ids exactly where asked to', async () => {
  const query = 'SELECT properties FROM weir.events WHERE video_id = {v:String}';
  const [row] = await rows(query, { query_params: { v: "it's 100%" }, clickhouse_settings: { output_format_json_quote_64bit_integers: 1 } });
  assert.deepEqual(row.properties, { plan: 'pro', order: '9007199254740993' });
});

test('is refused with a wrong password', async () => {
  const stranger = createClient({ ...common, username: 'nobody', password: 'wrong' });
  try {
    await refused(() => stranger.query({ query: 'SELECT 1' }), 516);
  } finally {
    await stranger.close();
  }
});
