-- The example of docs/sql.md: five users from 2026-11-02 to 2026-11-20. Today is 2026-11-20, and it is noon in UTC.
-- An empty line ends a statement.

INSERT INTO weir.events_store
    (event_id, type, timestamp, received_at, user_id, video_id, session_id, value, properties_json)
VALUES
    ('e01', 'signup', '2026-11-02 09:00:00', '2026-11-02 09:00:00.200', 'ada', '', 's1', NULL, '{"utm source":"ads","utm.campaign":"spring"}'),
    ('e02', 'video_view', '2026-11-02 09:10:00', '2026-11-02 09:10:00.200', 'ada', 'intro', 's1', NULL, ''),
    ('e03', 'video_view', '2026-11-02 09:50:00', '2026-11-02 09:50:00.200', 'ada', 'intro', 's1', NULL, ''),
    ('e04', 'signup', '2026-11-03 10:00:00', '2026-11-03 10:00:00.200', 'bob', '', '', NULL, '{"utm source":null}'),
    ('e05', 'video_view', '2026-11-03 10:05:00', '2026-11-03 10:05:00.200', 'bob', 'intro', '', NULL, ''),
    ('e06', 'purchase', '2026-11-04 09:00:00', '2026-11-04 09:00:00.200', 'ada', '', '', 19.99, '{"plan":"pro","amount":19.99,"order":9007199254740993,"tags":["new","vip"]}'),
    ('e07', 'video_view', '2026-11-05 10:00:00', '2026-11-07 10:00:00.200', 'bob', 'outro', '', NULL, ''),
    ('e08', 'video_view', '2026-11-10 08:00:00', '2026-11-10 08:00:00.200', 'ada', 'intro', '', NULL, ''),
    ('e09', 'signup', '2026-11-10 12:00:00', '2026-11-10 12:00:00.200', 'cyd', '', '', NULL, ''),
    ('e10', 'video_view', '2026-11-10 12:30:00', '2026-11-10 12:30:00.200', 'cyd', 'intro', '', NULL, ''),
    ('e11', 'purchase', '2026-11-10 13:00:00', '2026-11-10 13:00:00.200', 'cyd', '', '', 0.1, '{"plan":"basic","amount":0.1,"order":9007199254740994,"tags":["new"]}'),
    ('e12', 'signup', '2026-11-11 20:00:00', '2026-11-11 20:00:00.200', 'dee', '', '', NULL, ''),
    ('e13', 'video_view', '2026-11-11 20:15:00', '2026-11-11 20:15:00.200', 'dee', 'intro', '', NULL, ''),
    ('e14', 'video_view', '2026-11-17 07:00:00', '2026-11-17 07:00:00.200', 'ada', 'outro', '', NULL, ''),
    ('e15', 'video_view', '2026-11-17 18:00:00', '2026-11-17 18:00:00.200', 'cyd', 'intro', '', NULL, ''),
    ('e16', 'signup', '2026-11-18 09:00:00', '2026-11-18 09:00:00.200', 'eve', '', '', NULL, ''),
    ('e17', 'video_view', '2026-11-18 09:01:00', '2026-11-18 09:01:00.200', 'eve', 'intro', '', NULL, ''),
    ('e18', 'purchase', '2026-11-18 09:30:00', '2026-11-18 09:30:00.200', 'eve', '', '', 19.99, '{"plan":"pro","amount":19.99,"order":9007199254740995}'),
    ('e19', 'purchase', '2026-11-19 20:20:00', '2026-11-19 20:20:00.200', 'dee', '', '', 0.2, '{"plan":"basic","amount":0.2,"order":9007199254740996}'),
    ('e20', 'video_view', '2026-11-19 23:30:00', '2026-11-19 23:30:00.200', 'bob', 'intro', '', NULL, ''),
    ('e21', 'video_view', '2026-11-20 08:00:00', '2026-11-20 08:00:00.200', 'ada', 'intro', 's2', NULL, ''),
    ('e22', 'video_view', '2026-11-20 08:10:00', '2026-11-20 08:10:00.200', 'ada', 'outro', 's2', NULL, ''),
    ('e23', 'video_view', '2026-11-20 09:00:00', '2026-11-20 09:00:00.200', 'ada', 'intro', 's2', NULL, ''),
    ('e24', 'video_view', '2026-11-20 10:00:00', '2026-11-20 10:00:00.200', 'eve', '=1+1', 's3', NULL, ''),
    ('e25', 'page_load', '2026-11-20 11:00:00', '2026-11-20 11:00:01.200', 'ada', '', '', NULL, '{"page":"home","load_ms":100}'),
    ('e26', 'page_load', '2026-11-20 11:01:00', '2026-11-20 11:01:02.200', 'bob', '', '', NULL, '{"page":"home","load_ms":200}'),
    ('e27', 'page_load', '2026-11-20 11:02:00', '2026-11-20 11:02:03.200', 'cyd', '', '', NULL, '{"page":"home","load_ms":300}'),
    ('e28', 'page_load', '2026-11-20 11:03:00', '2026-11-20 11:03:04.200', 'dee', '', '', NULL, '{"page":"home","load_ms":1000.5}'),
    ('e29', 'page_load', '2026-11-20 11:04:00', '2026-11-20 11:04:05.200', 'eve', '', '', NULL, '{"page":"home","load_ms":"slow"}')

INSERT INTO weir.video_views_daily_store
SELECT toDate(timestamp) AS day, video_id, count() AS views, count() AS version
FROM weir.events WHERE type = 'video_view' GROUP BY day, video_id

INSERT INTO weir.video_views_30d_store
SELECT arrayJoin(arrayMap(later -> toDate(timestamp) + later, range(30))) AS as_of, video_id, count() AS views, count() AS version
FROM weir.events WHERE type = 'video_view' GROUP BY as_of, video_id HAVING as_of <= '2026-11-20'

INSERT INTO weir.active_users_daily_store
SELECT
    day,
    uniqExactIf(user_id, toDate(timestamp) = day) AS dau,
    uniqExactIf(user_id, toDate(timestamp) > day - 7) AS wau,
    uniqExact(user_id) AS mau
FROM (SELECT arrayJoin(arrayMap(later -> toDate(timestamp) + later, range(30))) AS day, timestamp, user_id FROM weir.events)
WHERE day <= '2026-11-20' GROUP BY day

INSERT INTO weir.events_per_minute_store
SELECT toStartOfMinute(timestamp) AS minute, type, count() AS events, count() AS version
FROM weir.events GROUP BY minute, type

INSERT INTO weir.dead_letters_store (failed_at, reason, detail, topic, partition, offset, key, payload)
VALUES
    ('2026-11-19 08:00:00', 'malformed', 'unknown schema fingerprint', 'events', 0, 7, 'ada', 'no event'),
    ('2026-11-20 08:00:00', 'malformed', 'unknown schema fingerprint', 'events', 1, 3, 'bob', 'no event'),
    ('2026-11-20 09:00:00', 'late', 'it was received 40 days after its timestamp', 'events', 0, 12, 'cyd', 'an old event')

INSERT INTO weir.dead_letter_actions_store (at, action, outcome, detail, topic, partition, offset)
VALUES ('2026-11-20 10:00:00', 'discard', 'discarded', 'set aside', 'events', 0, 7)

INSERT INTO weir.ledger_store (epoch, checkpoint, account, key, amount, noted_at, version)
SELECT 1, 40, account, partition, amount, '2026-11-20 11:59:58', 1
FROM values('account String, partition Int64, amount Int64',
    ('read', 0, 20), ('counted', 0, 17), ('duplicates', 0, 1), ('late', 0, 1), ('malformed', 0, 1),
    ('read', 1, 16), ('counted', 1, 12), ('duplicates', 1, 3), ('late', 1, 0), ('malformed', 1, 1))

INSERT INTO weir.freshness_store
SELECT name, '2026-11-20 11:59:59' FROM system.tables
WHERE database = 'weir' AND name IN ('video_views_daily', 'video_views_30d', 'active_users_daily', 'events_per_minute', 'events', 'dead_letters')
