-- The whole database that the server of commit 7d1e73e left on PostgreSQL; database-7d1e73e.json is what it answered.
--
-- PostgreSQL database dump
--



SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: grain_state_rows(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.grain_state_rows() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    sent record;
BEGIN
    FOR sent IN
        SELECT
            json_text_of(r ->> 'collection') AS collection, json_text_of(r ->> 'id') AS id,
            CASE WHEN json_typeof(r -> 'value') <> 'null' THEN json_escapes_shown((r -> 'value')::text) END AS value,
            (r ->> 'dueAt')::bigint AS dueAt
        FROM json_array_elements(json_escapes_hidden(NEW.Payload)::json -> 'rows') AS r
    LOOP
        IF sent.value IS NULL THEN
            DELETE FROM GrainRow
            WHERE ServiceId = NEW.ServiceId AND StateName = NEW.StateName AND GrainKey = NEW.GrainKey
                AND Collection = sent.collection AND Id = sent.id;
        ELSE
            INSERT INTO GrainRow (ServiceId, StateName, GrainKey, Collection, Id, Value, DueAt)
            VALUES (NEW.ServiceId, NEW.StateName, NEW.GrainKey, sent.collection, sent.id, sent.value, sent.dueAt)
            ON CONFLICT (ServiceId, StateName, GrainKey, Collection, Id) DO UPDATE SET Value = excluded.Value, DueAt = excluded.DueAt;
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;


--
-- Name: json_escapes_hidden(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.json_escapes_hidden(raw text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT
    AS $$
    SELECT replace(replace(replace(replace(raw, '~', '~0'), E'\\\\', '~3'), E'\\"', '~2'), E'\\', '~1')
$$;


--
-- Name: json_escapes_shown(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.json_escapes_shown(hidden text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT
    AS $$
    SELECT replace(replace(replace(replace(hidden, '~1', E'\\'), '~2', E'\\"'), '~3', E'\\\\'), '~0', '~')
$$;


--
-- Name: json_text_of(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.json_text_of(hidden text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT
    AS $$
    SELECT ('"' || json_escapes_shown(hidden) || '"')::json #>> '{}'
$$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: grainrow; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.grainrow (
    serviceid text NOT NULL COLLATE pg_catalog."C",
    statename text NOT NULL COLLATE pg_catalog."C",
    grainkey text NOT NULL COLLATE pg_catalog."C",
    collection text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL,
    dueat bigint
);


--
-- Name: grainstate; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.grainstate (
    serviceid text NOT NULL COLLATE pg_catalog."C",
    statename text NOT NULL COLLATE pg_catalog."C",
    grainkey text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    payload text,
    modifiedat bigint NOT NULL
)
WITH (fillfactor='75');


--
-- Name: lineage; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.lineage (
    serviceid text NOT NULL COLLATE pg_catalog."C",
    token text NOT NULL,
    mark bigint NOT NULL
);


--
-- Name: orleansquery; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.orleansquery (
    querykey text NOT NULL,
    querytext text NOT NULL
);


--
-- Name: schemaversion; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.schemaversion (
    version integer NOT NULL,
    name text NOT NULL,
    appliedat bigint NOT NULL
);


--
-- Name: serviceowner; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.serviceowner (
    serviceid text NOT NULL COLLATE pg_catalog."C",
    generation bigint NOT NULL,
    takenat bigint NOT NULL
);


--
-- Data for Name: grainrow; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/dee', 'preferences', 'all', '{"channels":{"live":true,"inbox":true},"kinds":{"commented":{"live":false,"inbox":null},"deploy":{"live":null,"inbox":false}},"types":{"release":{"live":false,"inbox":null}},"entities":{"workitem/3":0,"workitem/1":1},"quietHours":{"zone":"Europe/Berlin","from":"00:00:00","to":"23:59:00"},"mentionsBreakThrough":true}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/bo', 'preferences', 'all', '{"channels":{"live":null,"inbox":null},"kinds":{"changed":{"live":false,"inbox":null}},"types":{},"entities":{},"quietHours":null,"mentionsBreakThrough":false}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/1', 'follower:y02a59e6', 'bo', '{}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/1', 'follower:y02a59e6', 'chi', '{}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/chi', 'decision', 'y02a59e6-1', '{"about":{"kind":"assigned","reason":"assigned","entity":{"type":"workitem","id":"1"}},"at":"2026-11-28T16:13:00.5805266+00:00","decision":{"inbox":true,"inboxRule":"default","live":true,"liveRule":"default"},"seq":1}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/chi', 'retention', 'retention', '{}', 1803658380580);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/chi', 'item', '0000000000000001', '{"seq":1,"id":"y02a59e6-1","kind":"assigned","reason":"assigned","title":"\u041F\u0440\u0438\u043D\u0442\u0435\u0440 \u043D\u0435 \u0433\u043E\u0440\u0438\u0442 \u2705","body":"assignee, empty, object and 1 more changed","link":null,"data":null,"entity":{"type":"workitem","id":"1"},"authors":["ana"],"count":1,"createdAt":"2026-11-28T16:13:00.3890467+00:00","updatedAt":"2026-11-28T16:13:00.3890467+00:00","seen":false,"read":false,"archived":false,"snoozedUntil":null,"replaces":[],"changes":null,"quiet":false}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/bo', 'decision', 'y02a59e6-1', '{"about":{"kind":"assigned","reason":"assigned","entity":{"type":"workitem","id":"1"}},"at":"2026-11-28T16:13:00.5037112+00:00","decision":{"inbox":true,"inboxRule":"default","live":true,"liveRule":"default"},"seq":1}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/bo', 'retention', 'retention', '{}', 1803658380503);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/bo', 'item', '0000000000000001', '{"seq":1,"id":"y02a59e6-1","kind":"assigned","reason":"assigned","title":"\u041F\u0440\u0438\u043D\u0442\u0435\u0440 \u043D\u0435 \u0433\u043E\u0440\u0438\u0442 \u2705","body":"assignee, empty, object and 1 more changed","link":null,"data":null,"entity":{"type":"workitem","id":"1"},"authors":["ana"],"count":1,"createdAt":"2026-11-28T16:13:00.3890467+00:00","updatedAt":"2026-11-28T16:13:00.3890467+00:00","seen":false,"read":false,"archived":false,"snoozedUntil":null,"replaces":[],"changes":null,"quiet":false}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/1', 'key', 'bhGq4gbm2_VZrmduzqJhKQ2wv8M_ZTMuT-r8HazPaKU', '{"fingerprint":"G8wcJ5ffLp-QnlxeceMTwkAdw6lv4DzATVx8s2smbvM","effect":2,"epoch":"y02a59e6","version":3,"comment":null,"at":"2026-11-28T16:13:01.0572393+00:00"}', 1795968781057);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/chi', 'decision', 'y02a59e6-2', '{"about":{"kind":"changed","reason":"assigned","entity":{"type":"workitem","id":"1"}},"at":"2026-11-28T16:13:01.0940562+00:00","decision":{"inbox":true,"inboxRule":"default","live":true,"liveRule":"default"},"seq":2}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/2', 'key', '7o3l-Yk4jl_gi5uf_ln_s_lWB_HCpvTUXcOngkU7WoI', '{"fingerprint":"ucN9b588zTMaAHyp997uiMDb_q177hFm5vU237FIvhw","effect":1,"epoch":"xhq2apgr","version":1,"comment":null,"at":"2026-11-28T16:13:01.1116437+00:00"}', 1795968781111);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/bo', 'decision', 'y02a59e6-2', '{"about":{"kind":"changed","reason":"assigned","entity":{"type":"workitem","id":"1"}},"at":"2026-11-28T16:13:01.0827159+00:00","decision":{"inbox":true,"inboxRule":"default","live":false,"liveRule":"kind"},"seq":2}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/2', 'key', 'Fw_E8WnFoCBqAIvim2Odz1WrxigMld2whd-BBiJJNA4', '{"fingerprint":"3x3S27Xpa-366PFIPqvaToVyor2bCNBXtGfyFU346IA","effect":2,"epoch":"xhq2apgr","version":2,"comment":null,"at":"2026-11-28T16:13:01.1513053+00:00"}', 1795968781151);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/gone', 'follower:zxsb6hnj', 'bo', '{}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/gone', 'comment:zxsb6hnj', '0000000000000001', '{"id":1,"text":"last words","mentions":[],"author":"bo","createdAt":"2026-11-28T16:13:01.2439047+00:00"}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/gone', 'tombstone', 'zxsb6hnj', '{}', 1795968781282);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/gone', 'key', 'xvjNp56O5q9NVBLc46mWZGfTEcSfp5ltKDenU5gEYqM', '{"fingerprint":"Y8mCQYCiq8FftaVtc803FgSYaruAbt5CiPf_qQBAnwk","effect":4,"epoch":"zxsb6hnj","version":3,"comment":null,"at":"2026-11-28T16:13:01.2821703+00:00"}', 1795968781282);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/again', 'follower:mdscmiq6', 'eva', '{}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/again', 'tombstone', 'mdscmiq6', '{}', 1795968781347);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/release/7.0~rc-1_x', 'follower:n1g1u29g', 'dee', '{}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/dee', 'source', 'acme/release/7.0~rc-1_x@n1g1u29g', '1', 1798474381527);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/dee', 'decision', 'n1g1u29g-1', '{"about":{"kind":"assigned","reason":"assigned","entity":{"type":"release","id":"7.0~rc-1_x"}},"at":"2026-11-28T16:13:01.5274444+00:00","decision":{"inbox":true,"inboxRule":"channels","live":false,"liveRule":"type"},"seq":1}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/dee', 'retention', 'retention', '{}', 1803658381527);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/dee', 'item', '0000000000000001', '{"seq":1,"id":"n1g1u29g-1","kind":"assigned","reason":"assigned","title":"Release","body":null,"link":null,"data":null,"entity":{"type":"release","id":"7.0~rc-1_x"},"authors":["eva"],"count":1,"createdAt":"2026-11-28T16:13:01.4755585+00:00","updatedAt":"2026-11-28T16:13:01.4755585+00:00","seen":false,"read":false,"archived":false,"snoozedUntil":null,"replaces":[],"changes":null,"quiet":true}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/b1', 'key', '54B7B0y1jp47raV4nnvDqa5o_mQNfX6O-VAGeGpJgTA', '{"fingerprint":"anzbzSf5IDk_a1raz8plJZ_XR9CeWgM4pU7bhiTjA_4","effect":1,"epoch":"2e5x75qk","version":1,"comment":null,"at":"2026-11-28T16:13:01.654733+00:00"}', 1795968781654);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/bo', 'source', 'acme/workitem/1@y02a59e6', '8', 1798474382214);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/b1', 'key', 'sg5xeUMs1wHVTayTUoOD_tHBBeAfSvK-getVhK9om94', '{"fingerprint":"NBNTno3vQ83XwsFRXI3IILlL3HT1PqXL-LwIKS_IL0w","effect":2,"epoch":"2e5x75qk","version":2,"comment":null,"at":"2026-11-28T16:13:01.6583029+00:00"}', 1795968781658);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/2', 'follower:xhq2apgr', 'user-001', '{}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/2', 'follower:xhq2apgr', 'user-004', '{}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/2', 'follower:xhq2apgr', 'user-007', '{}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/2', 'follower:xhq2apgr', 'user-010', '{}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/1', 'comment:y02a59e6', '0000000000000001', '{"id":1,"text":"\u0421\u043C\u043E\u0442\u0440\u0438, @ana @dee: \u003Cscript\u003Ealert(\u0022x\u0022)\u003C/script\u003E \\o/ \uD83D\uDC4D","mentions":["ana","dee"],"author":"bo","createdAt":"2026-11-28T16:13:01.7721677+00:00"}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/1', 'key', '7jUO9W0KFw0MqesnRXycGM8bA50CCW48DtXKM693cWw', '{"fingerprint":"Q92GNVfkriOaFyisnAhNjkrtzK870bQrs2t7LFeMAco","effect":2,"epoch":"y02a59e6","version":4,"comment":1,"at":"2026-11-28T16:13:01.7721677+00:00"}', 1795968781772);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'source', 'acme/workitem/1@y02a59e6', '3', 1798474381780);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'decision', 'y02a59e6-3', '{"about":{"kind":"mentioned","reason":"mentioned","entity":{"type":"workitem","id":"1"}},"at":"2026-11-28T16:13:01.7803531+00:00","decision":{"inbox":true,"inboxRule":"mention","live":true,"liveRule":"mention"},"seq":1}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'retention', 'retention', '{}', 1803658381780);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'item', '0000000000000001', '{"seq":1,"id":"y02a59e6-3","kind":"mentioned","reason":"mentioned","title":"\u041F\u0440\u0438\u043D\u0442\u0435\u0440 \u043D\u0435 \u0433\u043E\u0440\u0438\u0442 \u2705","body":"\u0421\u043C\u043E\u0442\u0440\u0438, @ana @dee: \u003Cscript\u003Ealert(\u0022x\u0022)\u003C/script\u003E \\o/ \uD83D\uDC4D","link":null,"data":null,"entity":{"type":"workitem","id":"1"},"authors":["bo"],"count":1,"createdAt":"2026-11-28T16:13:01.7721677+00:00","updatedAt":"2026-11-28T16:13:01.7721677+00:00","seen":false,"read":false,"archived":false,"snoozedUntil":null,"replaces":[],"changes":null,"quiet":false}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/dee', 'decision', 'y02a59e6-4', '{"about":{"kind":"commented","reason":"following","entity":{"type":"workitem","id":"1"}},"at":"2026-11-28T16:13:01.8786796+00:00","decision":{"inbox":true,"inboxRule":"entity_follow","live":false,"liveRule":"quiet_hours"},"seq":3}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/chi', 'decision', 'y02a59e6-4', '{"about":{"kind":"commented","reason":"assigned","entity":{"type":"workitem","id":"1"}},"at":"2026-11-28T16:13:01.8809426+00:00","decision":{"inbox":true,"inboxRule":"default","live":true,"liveRule":"default"},"seq":4}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/dee', 'decision', 'y02a59e6-6', '{"about":{"kind":"commented","reason":"following","entity":{"type":"workitem","id":"1"}},"at":"2026-11-28T16:13:02.0665492+00:00","decision":{"inbox":true,"inboxRule":"entity_follow","live":false,"liveRule":"quiet_hours"},"seq":5}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/bo', 'decision', 'y02a59e6-8', '{"about":{"kind":"changed","reason":"assigned","entity":{"type":"workitem","id":"1"}},"at":"2026-11-28T16:13:02.2146713+00:00","decision":{"inbox":true,"inboxRule":"default","live":false,"liveRule":"kind"},"seq":7}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/b2', 'key', 'abRt5-eu1rVLCYGY-iLowOQIm_Eg-FNrBfxLcc4OZUg', '{"fingerprint":"EzSGYGzFefqOjPB79eRUDh5uPiHfoxVTImpyA-nIGuI","effect":1,"epoch":"wfioajva","version":1,"comment":null,"at":"2026-11-28T16:13:01.658792+00:00"}', 1795968781658);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/2', 'follower:xhq2apgr', 'user-000', '{}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/2', 'follower:xhq2apgr', 'user-003', '{}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/2', 'follower:xhq2apgr', 'user-006', '{}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/2', 'follower:xhq2apgr', 'user-009', '{}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/2', 'follower:xhq2apgr', 'bo', '{}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/3', 'follower:e4t5wnt9', 'dee', '{}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/chi', 'decision', 'y02a59e6-3', '{"about":{"kind":"commented","reason":"assigned","entity":{"type":"workitem","id":"1"}},"at":"2026-11-28T16:13:01.7853045+00:00","decision":{"inbox":true,"inboxRule":"default","live":true,"liveRule":"default"},"seq":3}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/bo', 'decision', 'y02a59e6-4', '{"about":{"kind":"commented","reason":"assigned","entity":{"type":"workitem","id":"1"}},"at":"2026-11-28T16:13:01.8799348+00:00","decision":{"inbox":true,"inboxRule":"default","live":true,"liveRule":"default"},"seq":3}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/dee', 'decision', 'y02a59e6-5', '{"about":{"kind":"commented","reason":"following","entity":{"type":"workitem","id":"1"}},"at":"2026-11-28T16:13:02.0310538+00:00","decision":{"inbox":true,"inboxRule":"entity_follow","live":false,"liveRule":"quiet_hours"},"seq":4}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/bo', 'decision', 'y02a59e6-6', '{"about":{"kind":"commented","reason":"assigned","entity":{"type":"workitem","id":"1"}},"at":"2026-11-28T16:13:02.0563374+00:00","decision":{"inbox":true,"inboxRule":"default","live":true,"liveRule":"default"},"seq":5}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/chi', 'decision', 'y02a59e6-7', '{"about":{"kind":"commented","reason":"assigned","entity":{"type":"workitem","id":"1"}},"at":"2026-11-28T16:13:02.1333363+00:00","decision":{"inbox":true,"inboxRule":"default","live":true,"liveRule":"default"},"seq":7}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/chi', 'source', 'acme/workitem/1@y02a59e6', '8', 1798474382213);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/bo', 'item', '0000000000000007', '{"seq":7,"id":"y02a59e6-8","kind":"changed","reason":"assigned","title":"After the comments","body":"a, b, c and 2 more changed","link":null,"data":null,"entity":{"type":"workitem","id":"1"},"authors":["ana"],"count":2,"createdAt":"2026-11-28T16:13:01.0572393+00:00","updatedAt":"2026-11-28T16:13:02.2028794+00:00","seen":false,"read":false,"archived":false,"snoozedUntil":null,"replaces":[2],"changes":[{"id":"y02a59e6-8","title":"After the comments","body":"a, b, c and 2 more changed","authors":["ana"],"at":"2026-11-28T16:13:02.2028794+00:00"},{"id":"y02a59e6-2","title":"\u041F\u0440\u0438\u043D\u0442\u0435\u0440 \u043D\u0435 \u0433\u043E\u0440\u0438\u0442 \u2705","body":"estimate changed","authors":["ana"],"at":"2026-11-28T16:13:01.0572393+00:00"}],"quiet":true}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'source', 'key/deploy-8', '1', 1798474382469);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'decision', '4e49a5e36416cb1f89516a0f34cc159c', '{"about":{"kind":"deploy","reason":"recipient","entity":null},"at":"2026-11-28T16:13:02.4698705+00:00","decision":{"inbox":true,"inboxRule":"default","live":true,"liveRule":"default"},"seq":3}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'item', '0000000000000003', '{"seq":3,"id":"4e49a5e36416cb1f89516a0f34cc159c","kind":"deploy","reason":"recipient","title":"Plain","body":null,"link":null,"data":null,"entity":null,"authors":[],"count":1,"createdAt":"2026-11-28T16:13:02.4637341+00:00","updatedAt":"2026-11-28T16:13:02.4637341+00:00","seen":false,"read":false,"archived":false,"snoozedUntil":null,"replaces":[],"changes":null,"quiet":false}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'notice', 'acme/notice/4e49a5e36416cb1f89516a0f34cc159c', 'due', 'due', '{}', 1795968782463);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'item', '0000000000000004', '{"seq":4,"id":"a3f7031978c9bcf12ee183235ca495d3","kind":"build","reason":"recipient","title":"\u0421\u0431\u043E\u0440\u043A\u0430 0","body":null,"link":null,"data":null,"entity":{"type":"workitem","id":"2"},"authors":["eva"],"count":1,"createdAt":"2026-11-28T16:13:02.5302888+00:00","updatedAt":"2026-11-28T16:13:02.5302888+00:00","seen":false,"read":false,"archived":false,"snoozedUntil":null,"replaces":[],"changes":null,"quiet":false}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'notice', 'acme/notice/a3f7031978c9bcf12ee183235ca495d3', 'due', 'due', '{}', 1795968782530);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'source', 'notice/c54fd68f34ef67b3c6aeca5cb5c8aae0', '1', 1798474382752);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'decision', 'c54fd68f34ef67b3c6aeca5cb5c8aae0', '{"about":{"kind":"build","reason":"recipient","entity":{"type":"workitem","id":"2"}},"at":"2026-11-28T16:13:02.7526333+00:00","decision":{"inbox":true,"inboxRule":"default","live":true,"liveRule":"default"},"seq":5}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'item', '0000000000000005', '{"seq":5,"id":"c54fd68f34ef67b3c6aeca5cb5c8aae0","kind":"build","reason":"recipient","title":"\u0421\u0431\u043E\u0440\u043A\u0430 1","body":null,"link":null,"data":null,"entity":{"type":"workitem","id":"2"},"authors":["eva"],"count":1,"createdAt":"2026-11-28T16:13:02.7425373+00:00","updatedAt":"2026-11-28T16:13:02.7425373+00:00","seen":false,"read":false,"archived":false,"snoozedUntil":null,"replaces":[],"changes":null,"quiet":false}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'notice', 'acme/notice/c54fd68f34ef67b3c6aeca5cb5c8aae0', 'due', 'due', '{}', 1795968782742);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'source', 'notice/1eaec2b17efe374722edca22c93ce23c', '1', 1798474382772);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'decision', '1eaec2b17efe374722edca22c93ce23c', '{"about":{"kind":"build","reason":"recipient","entity":{"type":"workitem","id":"2"}},"at":"2026-11-28T16:13:02.7722683+00:00","decision":{"inbox":true,"inboxRule":"default","live":true,"liveRule":"default"},"seq":6}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'notice', 'acme/notice/0bae44a41d816acf16ec0f89e5bb55fa', 'due', 'due', '{}', 1795968782784);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'source', 'notice/64b431626555fb78bc236af6bb2a0038', '1', 1798474382882);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'decision', '64b431626555fb78bc236af6bb2a0038', '{"about":{"kind":"build","reason":"recipient","entity":{"type":"workitem","id":"2"}},"at":"2026-11-28T16:13:02.8824443+00:00","decision":{"inbox":true,"inboxRule":"default","live":true,"liveRule":"default"},"seq":8}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/b2', 'tombstone', 'wfioajva', '{}', 1795968781663);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/b2', 'key', 'gqP3M3umta_uD_LcdQXpVzd9a_4gm4O6V1tLF5gWcRg', '{"fingerprint":"7MLlrW5RG7lAUSefdj63sdCzBRZdJwSUmjMw6hKY0Io","effect":4,"epoch":"wfioajva","version":2,"comment":null,"at":"2026-11-28T16:13:01.663301+00:00"}', 1795968781663);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/2', 'follower:xhq2apgr', 'user-002', '{}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/2', 'follower:xhq2apgr', 'user-008', '{}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/2', 'follower:xhq2apgr', 'user-011', '{}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/1', 'follower:y02a59e6', 'dee', '{}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/dee', 'decision', 'y02a59e6-3', '{"about":{"kind":"mentioned","reason":"mentioned","entity":{"type":"workitem","id":"1"}},"at":"2026-11-28T16:13:01.778971+00:00","decision":{"inbox":true,"inboxRule":"mention","live":true,"liveRule":"mention"},"seq":2}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/dee', 'item', '0000000000000002', '{"seq":2,"id":"y02a59e6-3","kind":"mentioned","reason":"mentioned","title":"\u041F\u0440\u0438\u043D\u0442\u0435\u0440 \u043D\u0435 \u0433\u043E\u0440\u0438\u0442 \u2705","body":"\u0421\u043C\u043E\u0442\u0440\u0438, @ana @dee: \u003Cscript\u003Ealert(\u0022x\u0022)\u003C/script\u003E \\o/ \uD83D\uDC4D","link":null,"data":null,"entity":{"type":"workitem","id":"1"},"authors":["bo"],"count":1,"createdAt":"2026-11-28T16:13:01.7721677+00:00","updatedAt":"2026-11-28T16:13:01.7721677+00:00","seen":false,"read":false,"archived":false,"snoozedUntil":null,"replaces":[],"changes":null,"quiet":false}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/1', 'follower:y02a59e6', 'eva', '{}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/1', 'comment:y02a59e6', '0000000000000002', '{"id":2,"text":"second","mentions":[],"author":"eva","createdAt":"2026-11-28T16:13:01.8715826+00:00"}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/1', 'comment:y02a59e6', '0000000000000003', '{"id":3,"text":"fold 0 \u0451","mentions":[],"author":"eva","createdAt":"2026-11-28T16:13:01.9669664+00:00"}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/bo', 'decision', 'y02a59e6-5', '{"about":{"kind":"commented","reason":"assigned","entity":{"type":"workitem","id":"1"}},"at":"2026-11-28T16:13:02.0256301+00:00","decision":{"inbox":true,"inboxRule":"default","live":true,"liveRule":"default"},"seq":4}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/1', 'comment:y02a59e6', '0000000000000004', '{"id":4,"text":"fold 1 \u0451","mentions":[],"author":"eva","createdAt":"2026-11-28T16:13:02.0471219+00:00"}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/chi', 'decision', 'y02a59e6-5', '{"about":{"kind":"commented","reason":"assigned","entity":{"type":"workitem","id":"1"}},"at":"2026-11-28T16:13:02.029784+00:00","decision":{"inbox":true,"inboxRule":"default","live":true,"liveRule":"default"},"seq":5}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/chi', 'decision', 'y02a59e6-6', '{"about":{"kind":"commented","reason":"assigned","entity":{"type":"workitem","id":"1"}},"at":"2026-11-28T16:13:02.0588449+00:00","decision":{"inbox":true,"inboxRule":"default","live":true,"liveRule":"default"},"seq":6}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'acme/workitem/1', 'comment:y02a59e6', '0000000000000005', '{"id":5,"text":"fold 2 \u0451","mentions":[],"author":"eva","createdAt":"2026-11-28T16:13:02.1248684+00:00"}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/dee', 'decision', 'y02a59e6-7', '{"about":{"kind":"commented","reason":"following","entity":{"type":"workitem","id":"1"}},"at":"2026-11-28T16:13:02.1450793+00:00","decision":{"inbox":true,"inboxRule":"entity_follow","live":false,"liveRule":"quiet_hours"},"seq":6}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/dee', 'item', '0000000000000006', '{"seq":6,"id":"y02a59e6-7","kind":"commented","reason":"following","title":"\u041F\u0440\u0438\u043D\u0442\u0435\u0440 \u043D\u0435 \u0433\u043E\u0440\u0438\u0442 \u2705","body":"fold 2 \u0451","link":null,"data":null,"entity":{"type":"workitem","id":"1"},"authors":["eva"],"count":4,"createdAt":"2026-11-28T16:13:01.8715826+00:00","updatedAt":"2026-11-28T16:13:02.1248684+00:00","seen":false,"read":false,"archived":false,"snoozedUntil":null,"replaces":[3,4,5],"changes":[{"id":"y02a59e6-7","title":"\u041F\u0440\u0438\u043D\u0442\u0435\u0440 \u043D\u0435 \u0433\u043E\u0440\u0438\u0442 \u2705","body":"fold 2 \u0451","authors":["eva"],"at":"2026-11-28T16:13:02.1248684+00:00"},{"id":"y02a59e6-6","title":"\u041F\u0440\u0438\u043D\u0442\u0435\u0440 \u043D\u0435 \u0433\u043E\u0440\u0438\u0442 \u2705","body":"fold 1 \u0451","authors":["eva"],"at":"2026-11-28T16:13:02.0471219+00:00"},{"id":"y02a59e6-5","title":"\u041F\u0440\u0438\u043D\u0442\u0435\u0440 \u043D\u0435 \u0433\u043E\u0440\u0438\u0442 \u2705","body":"fold 0 \u0451","authors":["eva"],"at":"2026-11-28T16:13:01.9669664+00:00"},{"id":"y02a59e6-4","title":"\u041F\u0440\u0438\u043D\u0442\u0435\u0440 \u043D\u0435 \u0433\u043E\u0440\u0438\u0442 \u2705","body":"second","authors":["eva"],"at":"2026-11-28T16:13:01.8715826+00:00"}],"quiet":true}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/dee', 'source', 'acme/workitem/1@y02a59e6', '8', 1798474382215);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'source', 'key/deploy-7', '1', 1798474382419);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'decision', 'ywrFZK7ePH2KEkeGm5pc5vsBM54b7M19tmYqoxkNIxo', '{"about":{"kind":"deploy","reason":"recipient","entity":{"type":"release","id":"7.0~rc-1_x"}},"at":"2026-11-28T16:13:02.4190471+00:00","decision":{"inbox":true,"inboxRule":"default","live":true,"liveRule":"default"},"seq":2}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'item', '0000000000000002', '{"seq":2,"id":"ywrFZK7ePH2KEkeGm5pc5vsBM54b7M19tmYqoxkNIxo","kind":"deploy","reason":"recipient","title":"\u0412\u0435\u0440\u0441\u0438\u044F 7 \u0432\u044B\u0448\u043B\u0430 \uD83D\uDE80","body":"\u0412\u0441\u0435\u043C \u0026 \u0022\u043A\u0430\u0436\u0434\u043E\u043C\u0443\u0022 \u003Cb\u003E","link":"/releases/7?x=1\u0026y=2","data":"{\u0022version\u0022:7,\u0022parts\u0022:[1,null,\u0022\u0430\u0022]}","entity":{"type":"release","id":"7.0~rc-1_x"},"authors":[],"count":1,"createdAt":"2026-11-28T16:13:02.3507475+00:00","updatedAt":"2026-11-28T16:13:02.3507475+00:00","seen":false,"read":false,"archived":false,"snoozedUntil":null,"replaces":[],"changes":null,"quiet":false}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/bo', 'source', 'key/deploy-7', '1', 1798474382434);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/bo', 'decision', 'ywrFZK7ePH2KEkeGm5pc5vsBM54b7M19tmYqoxkNIxo', '{"about":{"kind":"deploy","reason":"recipient","entity":{"type":"release","id":"7.0~rc-1_x"}},"at":"2026-11-28T16:13:02.4346557+00:00","decision":{"inbox":true,"inboxRule":"default","live":true,"liveRule":"default"},"seq":8}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'source', 'notice/a3f7031978c9bcf12ee183235ca495d3', '1', 1798474382533);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'decision', 'a3f7031978c9bcf12ee183235ca495d3', '{"about":{"kind":"build","reason":"recipient","entity":{"type":"workitem","id":"2"}},"at":"2026-11-28T16:13:02.5337989+00:00","decision":{"inbox":true,"inboxRule":"default","live":true,"liveRule":"default"},"seq":4}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'decision', '0bae44a41d816acf16ec0f89e5bb55fa', '{"about":{"kind":"build","reason":"recipient","entity":{"type":"workitem","id":"2"}},"at":"2026-11-28T16:13:02.7890268+00:00","decision":{"inbox":true,"inboxRule":"default","live":true,"liveRule":"default"},"seq":7}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/chi', 'item', '0000000000000007', '{"seq":7,"id":"y02a59e6-7","kind":"commented","reason":"assigned","title":"\u041F\u0440\u0438\u043D\u0442\u0435\u0440 \u043D\u0435 \u0433\u043E\u0440\u0438\u0442 \u2705","body":"fold 2 \u0451","link":null,"data":null,"entity":{"type":"workitem","id":"1"},"authors":["eva","bo"],"count":5,"createdAt":"2026-11-28T16:13:01.7721677+00:00","updatedAt":"2026-11-28T16:13:02.1248684+00:00","seen":false,"read":false,"archived":false,"snoozedUntil":null,"replaces":[3,4,5,6],"changes":[{"id":"y02a59e6-7","title":"\u041F\u0440\u0438\u043D\u0442\u0435\u0440 \u043D\u0435 \u0433\u043E\u0440\u0438\u0442 \u2705","body":"fold 2 \u0451","authors":["eva"],"at":"2026-11-28T16:13:02.1248684+00:00"},{"id":"y02a59e6-6","title":"\u041F\u0440\u0438\u043D\u0442\u0435\u0440 \u043D\u0435 \u0433\u043E\u0440\u0438\u0442 \u2705","body":"fold 1 \u0451","authors":["eva"],"at":"2026-11-28T16:13:02.0471219+00:00"},{"id":"y02a59e6-5","title":"\u041F\u0440\u0438\u043D\u0442\u0435\u0440 \u043D\u0435 \u0433\u043E\u0440\u0438\u0442 \u2705","body":"fold 0 \u0451","authors":["eva"],"at":"2026-11-28T16:13:01.9669664+00:00"},{"id":"y02a59e6-4","title":"\u041F\u0440\u0438\u043D\u0442\u0435\u0440 \u043D\u0435 \u0433\u043E\u0440\u0438\u0442 \u2705","body":"second","authors":["eva"],"at":"2026-11-28T16:13:01.8715826+00:00"},{"id":"y02a59e6-3","title":"\u041F\u0440\u0438\u043D\u0442\u0435\u0440 \u043D\u0435 \u0433\u043E\u0440\u0438\u0442 \u2705","body":"\u0421\u043C\u043E\u0442\u0440\u0438, @ana @dee: \u003Cscript\u003Ealert(\u0022x\u0022)\u003C/script\u003E \\o/ \uD83D\uDC4D","authors":["bo"],"at":"2026-11-28T16:13:01.7721677+00:00"}],"quiet":false}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/bo', 'decision', 'y02a59e6-7', '{"about":{"kind":"commented","reason":"assigned","entity":{"type":"workitem","id":"1"}},"at":"2026-11-28T16:13:02.148273+00:00","decision":{"inbox":true,"inboxRule":"default","live":true,"liveRule":"default"},"seq":6}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/bo', 'item', '0000000000000006', '{"seq":6,"id":"y02a59e6-7","kind":"commented","reason":"assigned","title":"\u041F\u0440\u0438\u043D\u0442\u0435\u0440 \u043D\u0435 \u0433\u043E\u0440\u0438\u0442 \u2705","body":"fold 2 \u0451","link":null,"data":null,"entity":{"type":"workitem","id":"1"},"authors":["eva"],"count":4,"createdAt":"2026-11-28T16:13:01.8715826+00:00","updatedAt":"2026-11-28T16:13:02.1248684+00:00","seen":false,"read":false,"archived":false,"snoozedUntil":null,"replaces":[3,4,5],"changes":[{"id":"y02a59e6-7","title":"\u041F\u0440\u0438\u043D\u0442\u0435\u0440 \u043D\u0435 \u0433\u043E\u0440\u0438\u0442 \u2705","body":"fold 2 \u0451","authors":["eva"],"at":"2026-11-28T16:13:02.1248684+00:00"},{"id":"y02a59e6-6","title":"\u041F\u0440\u0438\u043D\u0442\u0435\u0440 \u043D\u0435 \u0433\u043E\u0440\u0438\u0442 \u2705","body":"fold 1 \u0451","authors":["eva"],"at":"2026-11-28T16:13:02.0471219+00:00"},{"id":"y02a59e6-5","title":"\u041F\u0440\u0438\u043D\u0442\u0435\u0440 \u043D\u0435 \u0433\u043E\u0440\u0438\u0442 \u2705","body":"fold 0 \u0451","authors":["eva"],"at":"2026-11-28T16:13:01.9669664+00:00"},{"id":"y02a59e6-4","title":"\u041F\u0440\u0438\u043D\u0442\u0435\u0440 \u043D\u0435 \u0433\u043E\u0440\u0438\u0442 \u2705","body":"second","authors":["eva"],"at":"2026-11-28T16:13:01.8715826+00:00"}],"quiet":false}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/chi', 'decision', 'y02a59e6-8', '{"about":{"kind":"changed","reason":"assigned","entity":{"type":"workitem","id":"1"}},"at":"2026-11-28T16:13:02.2130487+00:00","decision":{"inbox":true,"inboxRule":"default","live":true,"liveRule":"default"},"seq":8}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/chi', 'item', '0000000000000008', '{"seq":8,"id":"y02a59e6-8","kind":"changed","reason":"assigned","title":"After the comments","body":"a, b, c and 2 more changed","link":null,"data":null,"entity":{"type":"workitem","id":"1"},"authors":["ana"],"count":2,"createdAt":"2026-11-28T16:13:01.0572393+00:00","updatedAt":"2026-11-28T16:13:02.2028794+00:00","seen":false,"read":false,"archived":false,"snoozedUntil":null,"replaces":[2],"changes":[{"id":"y02a59e6-8","title":"After the comments","body":"a, b, c and 2 more changed","authors":["ana"],"at":"2026-11-28T16:13:02.2028794+00:00"},{"id":"y02a59e6-2","title":"\u041F\u0440\u0438\u043D\u0442\u0435\u0440 \u043D\u0435 \u0433\u043E\u0440\u0438\u0442 \u2705","body":"estimate changed","authors":["ana"],"at":"2026-11-28T16:13:01.0572393+00:00"}],"quiet":false}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/dee', 'decision', 'y02a59e6-8', '{"about":{"kind":"changed","reason":"following","entity":{"type":"workitem","id":"1"}},"at":"2026-11-28T16:13:02.2157334+00:00","decision":{"inbox":true,"inboxRule":"entity_follow","live":false,"liveRule":"quiet_hours"},"seq":7}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/dee', 'item', '0000000000000007', '{"seq":7,"id":"y02a59e6-8","kind":"changed","reason":"following","title":"After the comments","body":"a, b, c and 2 more changed","link":null,"data":null,"entity":{"type":"workitem","id":"1"},"authors":["ana"],"count":1,"createdAt":"2026-11-28T16:13:02.2028794+00:00","updatedAt":"2026-11-28T16:13:02.2028794+00:00","seen":false,"read":false,"archived":false,"snoozedUntil":null,"replaces":[],"changes":null,"quiet":true}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/eva', 'source', 'acme/workitem/1@y02a59e6', '8', 1798474382219);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/eva', 'decision', 'y02a59e6-8', '{"about":{"kind":"changed","reason":"following","entity":{"type":"workitem","id":"1"}},"at":"2026-11-28T16:13:02.2192028+00:00","decision":{"inbox":true,"inboxRule":"default","live":true,"liveRule":"default"},"seq":1}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/eva', 'retention', 'retention', '{}', 1803658382219);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/eva', 'item', '0000000000000001', '{"seq":1,"id":"y02a59e6-8","kind":"changed","reason":"following","title":"After the comments","body":"a, b, c and 2 more changed","link":null,"data":null,"entity":{"type":"workitem","id":"1"},"authors":["ana"],"count":1,"createdAt":"2026-11-28T16:13:02.2028794+00:00","updatedAt":"2026-11-28T16:13:02.2028794+00:00","seen":false,"read":false,"archived":false,"snoozedUntil":null,"replaces":[],"changes":null,"quiet":false}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/dee', 'source', 'acme/workitem/3@e4t5wnt9', '1', 1798474382341);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/dee', 'decision', 'e4t5wnt9-1', '{"about":{"kind":"changed","reason":"following","entity":{"type":"workitem","id":"3"}},"at":"2026-11-28T16:13:02.3418946+00:00","decision":{"inbox":false,"inboxRule":"entity_mute","live":false,"liveRule":"entity_mute"},"seq":null}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'notice', 'acme/notice/ywrFZK7ePH2KEkeGm5pc5vsBM54b7M19tmYqoxkNIxo', 'due', 'due', '{}', 1795968782350);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/dee', 'source', 'key/deploy-8', '1', 1798474382469);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/dee', 'decision', '4e49a5e36416cb1f89516a0f34cc159c', '{"about":{"kind":"deploy","reason":"recipient","entity":null},"at":"2026-11-28T16:13:02.4697543+00:00","decision":{"inbox":false,"inboxRule":"kind","live":false,"liveRule":"inbox_off"},"seq":null}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'notice', 'acme/notice/1eaec2b17efe374722edca22c93ce23c', 'due', 'due', '{}', 1795968782767);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'source', 'notice/0bae44a41d816acf16ec0f89e5bb55fa', '1', 1798474382789);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'notice', 'acme/notice/f5f1cf62c58022ed307231f37b2103cb', 'due', 'due', '{}', 1795968782962);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'source', 'notice/65d7420b08b118b7c307ac2be53824ee', '1', 1798474383054);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'item', '0000000000000006', '{"seq":6,"id":"1eaec2b17efe374722edca22c93ce23c","kind":"build","reason":"recipient","title":"\u0421\u0431\u043E\u0440\u043A\u0430 2","body":null,"link":null,"data":null,"entity":{"type":"workitem","id":"2"},"authors":["eva"],"count":1,"createdAt":"2026-11-28T16:13:02.7677329+00:00","updatedAt":"2026-11-28T16:13:02.7677329+00:00","seen":false,"read":false,"archived":false,"snoozedUntil":null,"replaces":[],"changes":null,"quiet":false}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'item', '0000000000000007', '{"seq":7,"id":"0bae44a41d816acf16ec0f89e5bb55fa","kind":"build","reason":"recipient","title":"\u0421\u0431\u043E\u0440\u043A\u0430 3","body":null,"link":null,"data":null,"entity":{"type":"workitem","id":"2"},"authors":["eva"],"count":1,"createdAt":"2026-11-28T16:13:02.784775+00:00","updatedAt":"2026-11-28T16:13:02.784775+00:00","seen":false,"read":false,"archived":false,"snoozedUntil":null,"replaces":[],"changes":null,"quiet":false}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'notice', 'acme/notice/64b431626555fb78bc236af6bb2a0038', 'due', 'due', '{}', 1795968782870);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'source', 'notice/f5f1cf62c58022ed307231f37b2103cb', '1', 1798474382968);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'decision', 'f5f1cf62c58022ed307231f37b2103cb', '{"about":{"kind":"build","reason":"recipient","entity":{"type":"workitem","id":"2"}},"at":"2026-11-28T16:13:02.9686843+00:00","decision":{"inbox":true,"inboxRule":"default","live":true,"liveRule":"default"},"seq":9}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'item', '0000000000000009', '{"seq":9,"id":"f5f1cf62c58022ed307231f37b2103cb","kind":"build","reason":"recipient","title":"\u0421\u0431\u043E\u0440\u043A\u0430 5","body":null,"link":null,"data":null,"entity":{"type":"workitem","id":"2"},"authors":["eva"],"count":1,"createdAt":"2026-11-28T16:13:02.962387+00:00","updatedAt":"2026-11-28T16:13:02.962387+00:00","seen":false,"read":false,"archived":false,"snoozedUntil":null,"replaces":[],"changes":null,"quiet":false}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'notice', 'acme/notice/65d7420b08b118b7c307ac2be53824ee', 'due', 'due', '{}', 1795968783051);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'snooze', '0000000000000005', '{}', 1826986383000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'snooze', '0000000000000006', '{}', 1826986383000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'item', '0000000000000008', '{"seq":8,"id":"64b431626555fb78bc236af6bb2a0038","kind":"build","reason":"recipient","title":"\u0421\u0431\u043E\u0440\u043A\u0430 4","body":null,"link":null,"data":null,"entity":{"type":"workitem","id":"2"},"authors":["eva"],"count":1,"createdAt":"2026-11-28T16:13:02.8707214+00:00","updatedAt":"2026-11-28T16:13:02.8707214+00:00","seen":false,"read":false,"archived":false,"snoozedUntil":null,"replaces":[],"changes":null,"quiet":false}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'owed/workitem/1', 'follower:sfe4ccky', 'fay', '{}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'decision', '65d7420b08b118b7c307ac2be53824ee', '{"about":{"kind":"build","reason":"recipient","entity":{"type":"workitem","id":"2"}},"at":"2026-11-28T16:13:03.0542401+00:00","decision":{"inbox":true,"inboxRule":"default","live":true,"liveRule":"default"},"seq":10}', 1798502400000);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'item', '0000000000000010', '{"seq":10,"id":"65d7420b08b118b7c307ac2be53824ee","kind":"build","reason":"recipient","title":"\u0421\u0431\u043E\u0440\u043A\u0430 6","body":null,"link":null,"data":null,"entity":{"type":"workitem","id":"2"},"authors":["eva"],"count":1,"createdAt":"2026-11-28T16:13:03.0513275+00:00","updatedAt":"2026-11-28T16:13:03.0513275+00:00","seen":false,"read":false,"archived":false,"snoozedUntil":null,"replaces":[],"changes":null,"quiet":false}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/bo', 'item', '0000000000000009', '{"seq":9,"id":"ywrFZK7ePH2KEkeGm5pc5vsBM54b7M19tmYqoxkNIxo","kind":"deploy","reason":"recipient","title":"\u0412\u0435\u0440\u0441\u0438\u044F 7 \u0432\u044B\u0448\u043B\u0430 \uD83D\uDE80","body":"\u0412\u0441\u0435\u043C \u0026 \u0022\u043A\u0430\u0436\u0434\u043E\u043C\u0443\u0022 \u003Cb\u003E","link":"/releases/7?x=1\u0026y=2","data":"{\u0022version\u0022:7,\u0022parts\u0022:[1,null,\u0022\u0430\u0022]}","entity":{"type":"release","id":"7.0~rc-1_x"},"authors":[],"count":1,"createdAt":"2026-11-28T16:13:02.3507475+00:00","updatedAt":"2026-11-28T16:13:27.8849454+00:00","seen":false,"read":false,"archived":false,"snoozedUntil":null,"replaces":[8],"changes":null,"quiet":false}', NULL);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'user', 'acme/user/ana', 'key', 'FQsB63KTYcBB4DLWrkq-TcXgvWQ3JshnxUUzIEtLAsA', '{"fingerprint":"qCR__X0hxn9OgwGP-JPfZUh8YOmVqJGXzlSEonoCYqk","effect":2,"epoch":"","version":16,"comment":null,"at":"2026-11-28T16:13:03.2767056+00:00"}', 1795968783276);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'entity', 'owed/workitem/1', 'outbox', '0000000000000001', '{"number":1,"epoch":"sfe4ccky","kind":"changed","authors":[],"anonymous":true,"title":"\u0414\u043E\u043B\u0433","fields":["n","title"],"text":null,"mentions":[],"at":"2026-11-28T16:13:45.0887481+00:00","assigned":[],"assignees":[]}', 1795882430138);
INSERT INTO public.grainrow VALUES ('orleans-realtime', 'notice', 'owed/notice/36370c3a26e86c98eee69a58ab08755b', 'due', 'due', '{}', 1795882430530);


--
-- Data for Name: grainstate; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.grainstate VALUES ('orleans-realtime', 'user', 'acme/user/chi', 9, '{"state":{"version":9,"lastSeq":8,"items":[[1,1],[7,8]],"read":[],"seen":[[1,1]],"archived":[],"snoozed":{},"oldestDue":"2027-02-26T16:13:00.5805266+00:00"}}', 1795882383285);
INSERT INTO public.grainstate VALUES ('orleans-realtime', 'user', 'acme/user/bo', 11, '{"state":{"version":11,"lastSeq":9,"items":[[1,1],[6,7],[9,9]],"read":[],"seen":[],"archived":[],"snoozed":{},"oldestDue":"2027-02-26T16:13:00.5037112+00:00"},"rows":[{"collection":"item","id":"0000000000000008","value":null},{"collection":"snooze","id":"0000000000000008","value":null},{"collection":"item","id":"0000000000000009","value":{"seq":9,"id":"ywrFZK7ePH2KEkeGm5pc5vsBM54b7M19tmYqoxkNIxo","kind":"deploy","reason":"recipient","title":"\u0412\u0435\u0440\u0441\u0438\u044F 7 \u0432\u044B\u0448\u043B\u0430 \uD83D\uDE80","body":"\u0412\u0441\u0435\u043C \u0026 \u0022\u043A\u0430\u0436\u0434\u043E\u043C\u0443\u0022 \u003Cb\u003E","link":"/releases/7?x=1\u0026y=2","data":"{\u0022version\u0022:7,\u0022parts\u0022:[1,null,\u0022\u0430\u0022]}","entity":{"type":"release","id":"7.0~rc-1_x"},"authors":[],"count":1,"createdAt":"2026-11-28T16:13:02.3507475+00:00","updatedAt":"2026-11-28T16:13:27.8849454+00:00","seen":false,"read":false,"archived":false,"snoozedUntil":null,"replaces":[8],"changes":null,"quiet":false}}]}', 1795882407893);
INSERT INTO public.grainstate VALUES ('orleans-realtime', 'entity', 'acme/workitem/3', 3, '{"state":{"epoch":"e4t5wnt9","version":2,"fields":{"title":"dee hears nothing"},"fieldBytes":28,"comments":0,"followers":1,"createdAt":"2026-11-28T16:13:01.2045123+00:00","updatedAt":"2026-11-28T16:13:02.3172635+00:00","updatedBy":"ana","deleted":false,"outbox":1},"rows":[{"collection":"outbox","id":"0000000000000001","value":{"number":1,"epoch":"e4t5wnt9","kind":"changed","authors":["ana"],"anonymous":false,"title":"dee hears nothing","fields":["title"],"text":null,"mentions":[],"at":"2026-11-28T16:13:02.3172635+00:00","assigned":[],"assignees":[]},"dueAt":1795882387317}]}', 1795882382318);
INSERT INTO public.grainstate VALUES ('orleans-realtime', 'entity', 'acme/workitem/gone', 3, '{"state":{"epoch":"zxsb6hnj","version":3,"fields":{},"fieldBytes":0,"comments":0,"followers":0,"createdAt":"2026-11-28T16:13:01.2183435+00:00","updatedAt":"2026-11-28T16:13:01.2821703+00:00","deleted":true,"outbox":0},"rows":[{"collection":"tombstone","id":"zxsb6hnj","value":{},"dueAt":1795968781282},{"collection":"key","id":"xvjNp56O5q9NVBLc46mWZGfTEcSfp5ltKDenU5gEYqM","value":{"fingerprint":"Y8mCQYCiq8FftaVtc803FgSYaruAbt5CiPf_qQBAnwk","effect":4,"epoch":"zxsb6hnj","version":3,"comment":null,"at":"2026-11-28T16:13:01.2821703+00:00"},"dueAt":1795968781282}]}', 1795882381284);
INSERT INTO public.grainstate VALUES ('orleans-realtime', 'notice', 'acme/notice/c54fd68f34ef67b3c6aeca5cb5c8aae0', 2, '{"state":{"notice":{"to":["ana"],"kind":"build","title":"Сборка 1","entity":{"type":"workitem","id":"2"},"actor":"eva"},"fingerprint":"","at":"2026-11-28T16:13:02.7425373+00:00","delivered":true},"rows":[{"collection":"due","id":"due","value":{},"dueAt":1795968782742}]}', 1795882382763);
INSERT INTO public.grainstate VALUES ('orleans-realtime', 'entity', 'acme/workitem/again', 5, '{"state":{"epoch":"355rpj6k","version":2,"fields":{"title":"second life, edited"},"fieldBytes":30,"comments":0,"followers":0,"createdAt":"2026-11-28T16:13:01.3751582+00:00","updatedAt":"2026-11-28T16:13:01.3790043+00:00","deleted":false,"outbox":0}}', 1795882381380);
INSERT INTO public.grainstate VALUES ('orleans-realtime', 'entity', 'acme/release/7.0~rc-1_x', 1, '{"state":{"epoch":"n1g1u29g","version":1,"fields":{"assignee":"dee","title":"Release"},"fieldBytes":35,"comments":0,"followers":1,"createdAt":"2026-11-28T16:13:01.4755585+00:00","updatedAt":"2026-11-28T16:13:01.4755585+00:00","updatedBy":"eva","deleted":false,"outbox":1},"rows":[{"collection":"follower:n1g1u29g","id":"dee","value":{}},{"collection":"outbox","id":"0000000000000001","value":{"number":1,"epoch":"n1g1u29g","kind":"changed","authors":["eva"],"anonymous":false,"title":"Release","fields":[],"text":null,"mentions":[],"at":"2026-11-28T16:13:01.4755585+00:00","assigned":["dee"],"assignees":["dee"]},"dueAt":1795882386475}]}', 1795882381478);
INSERT INTO public.grainstate VALUES ('orleans-realtime', 'entity', 'acme/empty/nothing', 1, '{"state":{"epoch":"em79moi6","version":1,"fields":{},"fieldBytes":0,"comments":0,"followers":0,"createdAt":"2026-11-28T16:13:01.6018245+00:00","updatedAt":"2026-11-28T16:13:01.6018245+00:00","deleted":false,"outbox":0}}', 1795882381610);
INSERT INTO public.grainstate VALUES ('orleans-realtime', 'entity', 'acme/workitem/2', 16, '{"state":{"epoch":"xhq2apgr","version":2,"fields":{"n":2,"status":"done","title":"\u0412\u0442\u043E\u0440\u043E\u0439, \u0437\u0430\u043C\u0435\u043D\u0451\u043D"},"fieldBytes":113,"comments":0,"followers":12,"createdAt":"2026-11-28T16:13:01.1116437+00:00","updatedAt":"2026-11-28T16:13:01.1513053+00:00","updatedBy":"ana","deleted":false,"outbox":0},"rows":[{"collection":"follower:xhq2apgr","id":"user-005","value":null}]}', 1795882381758);
INSERT INTO public.grainstate VALUES ('orleans-realtime', 'entity', 'owed/workitem/1', 3, '{"state":{"epoch":"sfe4ccky","version":2,"fields":{"n":2,"title":"\u0414\u043E\u043B\u0433"},"fieldBytes":41,"comments":0,"followers":1,"createdAt":"2026-11-28T16:13:27.9305411+00:00","updatedAt":"2026-11-28T16:13:45.0887481+00:00","deleted":false,"outbox":1},"rows":[{"collection":"outbox","id":"0000000000000001","value":{"number":1,"epoch":"sfe4ccky","kind":"changed","authors":[],"anonymous":true,"title":"\u0414\u043E\u043B\u0433","fields":["n","title"],"text":null,"mentions":[],"at":"2026-11-28T16:13:45.0887481+00:00","assigned":[],"assignees":[]},"dueAt":1795882430138}]}', 1795882425200);
INSERT INTO public.grainstate VALUES ('orleans-realtime', 'entity', 'acme/workitem/b1', 2, '{"state":{"epoch":"2e5x75qk","version":2,"fields":{"n":1,"title":"batch"},"fieldBytes":22,"comments":0,"followers":0,"createdAt":"2026-11-28T16:13:01.654733+00:00","updatedAt":"2026-11-28T16:13:01.6583029+00:00","deleted":false,"outbox":0},"rows":[{"collection":"key","id":"sg5xeUMs1wHVTayTUoOD_tHBBeAfSvK-getVhK9om94","value":{"fingerprint":"NBNTno3vQ83XwsFRXI3IILlL3HT1PqXL-LwIKS_IL0w","effect":2,"epoch":"2e5x75qk","version":2,"comment":null,"at":"2026-11-28T16:13:01.6583029+00:00"},"dueAt":1795968781658}]}', 1795882381659);
INSERT INTO public.grainstate VALUES ('orleans-realtime', 'entity', 'acme/workitem/b2', 2, '{"state":{"epoch":"wfioajva","version":2,"fields":{},"fieldBytes":0,"comments":0,"followers":0,"createdAt":"2026-11-28T16:13:01.658792+00:00","updatedAt":"2026-11-28T16:13:01.663301+00:00","deleted":true,"outbox":0},"rows":[{"collection":"tombstone","id":"wfioajva","value":{},"dueAt":1795968781663},{"collection":"key","id":"gqP3M3umta_uD_LcdQXpVzd9a_4gm4O6V1tLF5gWcRg","value":{"fingerprint":"7MLlrW5RG7lAUSefdj63sdCzBRZdJwSUmjMw6hKY0Io","effect":4,"epoch":"wfioajva","version":2,"comment":null,"at":"2026-11-28T16:13:01.663301+00:00"},"dueAt":1795968781663}]}', 1795882381666);
INSERT INTO public.grainstate VALUES ('orleans-realtime', 'user', 'acme/user/eva', 2, '{"state":{"version":2,"lastSeq":1,"items":[[1,1]],"read":[],"seen":[],"archived":[],"snoozed":{},"tokensRefusedBefore":"2026-11-28T16:13:27.9142196+00:00","oldestDue":"2027-02-26T16:13:02.2192028+00:00"}}', 1795882407917);
INSERT INTO public.grainstate VALUES ('orleans-realtime', 'user', 'acme/user/dee', 10, '{"state":{"version":8,"lastSeq":7,"items":[[1,2],[6,7]],"read":[],"seen":[],"archived":[],"snoozed":{},"oldestDue":"2027-02-26T16:13:01.5274444+00:00"},"rows":[{"collection":"source","id":"key/deploy-8","value":1,"dueAt":1798474382469},{"collection":"decision","id":"4e49a5e36416cb1f89516a0f34cc159c","value":{"about":{"kind":"deploy","reason":"recipient","entity":null},"at":"2026-11-28T16:13:02.4697543+00:00","decision":{"inbox":false,"inboxRule":"kind","live":false,"liveRule":"inbox_off"},"seq":null},"dueAt":1798502400000}]}', 1795882382474);
INSERT INTO public.grainstate VALUES ('orleans-realtime', 'notice', 'acme/notice/64b431626555fb78bc236af6bb2a0038', 2, '{"state":{"notice":{"to":["ana"],"kind":"build","title":"Сборка 4","entity":{"type":"workitem","id":"2"},"actor":"eva"},"fingerprint":"","at":"2026-11-28T16:13:02.8707214+00:00","delivered":true},"rows":[{"collection":"due","id":"due","value":{},"dueAt":1795968782870}]}', 1795882382890);
INSERT INTO public.grainstate VALUES ('orleans-realtime', 'notice', 'acme/notice/0bae44a41d816acf16ec0f89e5bb55fa', 2, '{"state":{"notice":{"to":["ana"],"kind":"build","title":"Сборка 3","entity":{"type":"workitem","id":"2"},"actor":"eva"},"fingerprint":"","at":"2026-11-28T16:13:02.784775+00:00","delivered":true},"rows":[{"collection":"due","id":"due","value":{},"dueAt":1795968782784}]}', 1795882382803);
INSERT INTO public.grainstate VALUES ('orleans-realtime', 'entity', 'acme/workitem/1', 10, '{"state":{"epoch":"y02a59e6","version":9,"fields":{"a":1,"array":[1,"\u0434\u0432\u0430",null,true,{"deep":[[],{}]}],"assignee":["bo","chi"],"b":2,"c":3,"d":4,"decimal":1.10,"emoji \uD83D\uDC69‍\uD83D\uDC69‍\uD83D\uDC67":"\uD83D\uDC69\u200D\uD83D\uDC69\u200D\uD83D\uDC67 \uFDFD \u00E9 e\u0301","emptyArray":[],"emptyObject":{},"escapes":"\u0000\u001F/\uD83D\uDE00\u0416","estimate":3.5,"exponent":1.5e-7,"large":12345678901234567890,"lines":"a\nb\tc\r\u2028\u2029\u007F","markup":"\u003Cb\u003E\u0026amp; \u0027x\u0027 \u0026 \u0022y\u0022\u003C/b\u003E","negative":-17,"no":false,"object":{"\u043A\u043B\u044E\u0447":{"a":1,"\u0431":[1,2]},"null inside array":[null]},"path":"C:\\new\\table\\u0041","rows":"\u0022rows\u0022:[ {\u0022state\u0022:null} ]","semicolon;--":"\u0027; DROP TABLE GrainState; --","spaces  two":"  kept  ","title":"After the comments","yes":true,"zero":0,"~tilde~1":"~0~1\\~","имя поля":"\u043F\u043E-\u0440\u0443\u0441\u0441\u043A\u0438"},"fieldBytes":900,"comments":5,"followers":4,"createdAt":"2026-11-28T16:13:00.3249568+00:00","updatedAt":"2026-11-28T16:13:02.2028794+00:00","updatedBy":"ana","deleted":false,"outbox":8},"rows":[{"collection":"outbox","id":"0000000000000008","value":{"number":8,"epoch":"y02a59e6","kind":"changed","authors":["ana"],"anonymous":false,"title":"After the comments","fields":["a","b","c","d","title"],"text":null,"mentions":[],"at":"2026-11-28T16:13:02.2028794+00:00","assigned":[],"assignees":["bo","chi"]},"dueAt":1795882387203}]}', 1795882382204);
INSERT INTO public.grainstate VALUES ('orleans-realtime', 'notice', 'acme/notice/4e49a5e36416cb1f89516a0f34cc159c', 2, '{"state":{"notice":{"to":["ana","dee"],"kind":"deploy","title":"Plain","key":"deploy-8"},"fingerprint":"","at":"2026-11-28T16:13:02.4637341+00:00","delivered":true},"rows":[{"collection":"due","id":"due","value":{},"dueAt":1795968782463}]}', 1795882382476);
INSERT INTO public.grainstate VALUES ('orleans-realtime', 'user', 'acme/user/ana', 17, '{"state":{"version":17,"lastSeq":10,"items":[[1,10]],"read":[[1,1],[8,8]],"seen":[[9,10]],"archived":[[7,7]],"snoozed":{"5":"2027-11-23T16:13:03+00:00","6":"2027-11-23T16:13:03+00:00"},"oldestDue":"2027-02-26T16:13:01.7803531+00:00"},"rows":[{"collection":"key","id":"FQsB63KTYcBB4DLWrkq-TcXgvWQ3JshnxUUzIEtLAsA","value":{"fingerprint":"qCR__X0hxn9OgwGP-JPfZUh8YOmVqJGXzlSEonoCYqk","effect":2,"epoch":"","version":16,"comment":null,"at":"2026-11-28T16:13:03.2767056+00:00"},"dueAt":1795968783276}]}', 1795882383279);
INSERT INTO public.grainstate VALUES ('orleans-realtime', 'notice', 'acme/notice/ywrFZK7ePH2KEkeGm5pc5vsBM54b7M19tmYqoxkNIxo', 2, '{"state":{"notice":{"to":["ana","bo"],"kind":"deploy","title":"Версия 7 вышла \uD83D\uDE80","body":"Всем & \"каждому\" <b>","link":"/releases/7?x=1&y=2","data":"{\"version\":7,\"parts\":[1,null,\"а\"]}","entity":{"type":"release","id":"7.0~rc-1_x"},"key":"deploy-7"},"fingerprint":"jpEpjDsaHFCV4hQ8OyUvI-Mwy1JZMsGBGFIibQKrDgE","at":"2026-11-28T16:13:02.3507475+00:00","delivered":true},"rows":[{"collection":"due","id":"due","value":{},"dueAt":1795968782350}]}', 1795882382441);
INSERT INTO public.grainstate VALUES ('orleans-realtime', 'notice', 'acme/notice/1eaec2b17efe374722edca22c93ce23c', 2, '{"state":{"notice":{"to":["ana"],"kind":"build","title":"Сборка 2","entity":{"type":"workitem","id":"2"},"actor":"eva"},"fingerprint":"","at":"2026-11-28T16:13:02.7677329+00:00","delivered":true},"rows":[{"collection":"due","id":"due","value":{},"dueAt":1795968782767}]}', 1795882382779);
INSERT INTO public.grainstate VALUES ('orleans-realtime', 'notice', 'acme/notice/f5f1cf62c58022ed307231f37b2103cb', 2, '{"state":{"notice":{"to":["ana"],"kind":"build","title":"Сборка 5","entity":{"type":"workitem","id":"2"},"actor":"eva"},"fingerprint":"","at":"2026-11-28T16:13:02.962387+00:00","delivered":true},"rows":[{"collection":"due","id":"due","value":{},"dueAt":1795968782962}]}', 1795882382989);
INSERT INTO public.grainstate VALUES ('orleans-realtime', 'entity', 'other-one/workitem/1', 1, '{"state":{"epoch":"48g8hwc7","version":1,"fields":{"title":"elsewhere"},"fieldBytes":20,"comments":0,"followers":0,"createdAt":"2026-11-28T16:13:27.92436+00:00","updatedAt":"2026-11-28T16:13:27.92436+00:00","deleted":false,"outbox":0}}', 1795882407927);
INSERT INTO public.grainstate VALUES ('orleans-realtime', 'notice', 'acme/notice/a3f7031978c9bcf12ee183235ca495d3', 2, '{"state":{"notice":{"to":["ana"],"kind":"build","title":"Сборка 0","entity":{"type":"workitem","id":"2"},"actor":"eva"},"fingerprint":"","at":"2026-11-28T16:13:02.5302888+00:00","delivered":true},"rows":[{"collection":"due","id":"due","value":{},"dueAt":1795968782530}]}', 1795882382536);
INSERT INTO public.grainstate VALUES ('orleans-realtime', 'notice', 'acme/notice/65d7420b08b118b7c307ac2be53824ee', 2, '{"state":{"notice":{"to":["ana"],"kind":"build","title":"Сборка 6","entity":{"type":"workitem","id":"2"},"actor":"eva"},"fingerprint":"","at":"2026-11-28T16:13:03.0513275+00:00","delivered":true},"rows":[{"collection":"due","id":"due","value":{},"dueAt":1795968783051}]}', 1795882383056);
INSERT INTO public.grainstate VALUES ('orleans-realtime', 'notice', 'owed/notice/36370c3a26e86c98eee69a58ab08755b', 1, '{"state":{"notice":{"to":["fay"],"kind":"deploy","title":"Owed, too","entity":{"type":"workitem","id":"1"}},"fingerprint":"","at":"2026-11-28T16:13:45.5306857+00:00","delivered":false},"rows":[{"collection":"due","id":"due","value":{},"dueAt":1795882430530}]}', 1795882425562);


--
-- Data for Name: lineage; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.lineage VALUES ('orleans-realtime', '', 1795882434993);


--
-- Data for Name: orleansquery; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.orleansquery VALUES ('ReadFromStorageKey', '-- The provider takes the payload as bytes and would refuse text. A cleared state has a version and no payload.
SELECT convert_to(Payload, ''UTF8'') AS PayloadBinary, Version AS Version
FROM GrainState
WHERE ServiceId = @ServiceId AND StateName = @GrainTypeString AND GrainKey = @GrainIdExtensionString;
');
INSERT INTO public.orleansquery VALUES ('WriteToStorageKey', '-- One statement is one transaction, the rows in the payload included (Schema/004). No version: the state must not exist yet. A version: the
-- state must have it. It answers the new version, or no row, which both engines take for a conflict; of two first writes at once the second
-- waits for the first and then finds its version.
-- The parameters'' names are those of Orleans'' AdoNet storage.
INSERT INTO GrainState (ServiceId, StateName, GrainKey, Version, Payload, ModifiedAt)
SELECT
    @ServiceId, @GrainTypeString, @GrainIdExtensionString, 1, convert_from(@PayloadBinary, ''UTF8''),
    (extract(epoch FROM clock_timestamp()) * 1000)::bigint
WHERE CAST(@GrainStateVersion AS integer) IS NULL OR EXISTS
(
    SELECT 1 FROM GrainState
    WHERE ServiceId = @ServiceId AND StateName = @GrainTypeString AND GrainKey = @GrainIdExtensionString
)
ON CONFLICT (ServiceId, StateName, GrainKey) DO UPDATE
SET Version = GrainState.Version + 1, Payload = excluded.Payload, ModifiedAt = excluded.ModifiedAt
WHERE GrainState.Version = CAST(@GrainStateVersion AS integer)
RETURNING Version AS NewGrainStateVersion;
');
INSERT INTO public.orleansquery VALUES ('ClearStorageKey', '-- The version goes on, so that whoever still holds the old one is refused. The rows stay: keys and outbox entries outlive the state.
UPDATE GrainState
SET Version = Version + 1, Payload = NULL, ModifiedAt = (extract(epoch FROM clock_timestamp()) * 1000)::bigint
WHERE ServiceId = @ServiceId AND StateName = @GrainTypeString AND GrainKey = @GrainIdExtensionString
    AND Version = CAST(@GrainStateVersion AS integer)
RETURNING Version AS NewGrainStateVersion;
');


--
-- Data for Name: schemaversion; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.schemaversion VALUES (1, '001_schema_version.sql', 1795882377010);
INSERT INTO public.schemaversion VALUES (2, '002_grain_state.sql', 1795882377010);
INSERT INTO public.schemaversion VALUES (3, '003_grain_row.sql', 1795882377010);
INSERT INTO public.schemaversion VALUES (4, '004_grain_row_trigger.sql', 1795882377010);
INSERT INTO public.schemaversion VALUES (5, '005_orleans_query.sql', 1795882377010);
INSERT INTO public.schemaversion VALUES (6, '006_service_owner.sql', 1795882377010);
INSERT INTO public.schemaversion VALUES (7, '007_lineage.sql', 1795882377010);


--
-- Data for Name: serviceowner; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.serviceowner VALUES ('orleans-realtime', 3, 1795882422746);


--
-- Name: grainrow grainrow_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.grainrow
    ADD CONSTRAINT grainrow_pkey PRIMARY KEY (serviceid, statename, grainkey, collection, id);


--
-- Name: grainstate grainstate_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.grainstate
    ADD CONSTRAINT grainstate_pkey PRIMARY KEY (serviceid, statename, grainkey);


--
-- Name: lineage lineage_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lineage
    ADD CONSTRAINT lineage_pkey PRIMARY KEY (serviceid);


--
-- Name: orleansquery orleansquery_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.orleansquery
    ADD CONSTRAINT orleansquery_pkey PRIMARY KEY (querykey);


--
-- Name: schemaversion schemaversion_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.schemaversion
    ADD CONSTRAINT schemaversion_pkey PRIMARY KEY (version);


--
-- Name: serviceowner serviceowner_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.serviceowner
    ADD CONSTRAINT serviceowner_pkey PRIMARY KEY (serviceid);


--
-- Name: grainrow_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX grainrow_due ON public.grainrow USING btree (serviceid, dueat, statename, grainkey) WHERE (dueat IS NOT NULL);


--
-- Name: grainstate grainstate_written; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER grainstate_written AFTER INSERT OR UPDATE OF payload ON public.grainstate FOR EACH ROW WHEN ((strpos(new.payload, '"rows":['::text) > 0)) EXECUTE FUNCTION public.grain_state_rows();


--
-- PostgreSQL database dump complete
--


