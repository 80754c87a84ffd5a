-- The world that speed is measured in: plants over all counties of one province, one of them big.
-- Set-based, no command of the product runs. `:name` is put in by store.py; each part is a transaction of its own.
-- The clock of this world stands at :day, noon in China.

-- part: what is used here
set session_replication_role = replica;
set synchronous_commit = off;
set work_mem = '128MB';
set maintenance_work_mem = '512MB';
-- A UUIDv7 of a moment, always the same for a number k and a kind of row s.
create function pg_temp.u7(t timestamptz, k bigint, s int) returns uuid language sql immutable parallel safe as $$
  select (lpad(to_hex((extract(epoch from t) * 1000)::bigint + k / 1000), 12, '0') || '7'
          || lpad(to_hex((k % 1000)::int), 3, '0') || '8' || substr(md5(s || ':' || k), 1, 15))::uuid $$;
create function pg_temp.grade(k bigint) returns text language sql immutable as $$
  select (array['major', 'considerable', 'general', 'low'])[1 + k % 4] $$;
create function pg_temp.shift(period date) returns timestamptz language sql stable as $$
  select period::timestamp at time zone 'Asia/Shanghai' $$;
create function pg_temp.token(word text) returns text language sql immutable as $$
  select encode(sha256(word::bytea), 'hex') $$;
-- A printed code: eleven characters of a number's hash, and the one that makes its weighted sum zero.
create function pg_temp.printed(k bigint) returns text language plpgsql immutable as $$
declare
  alphabet constant text := '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  hash constant bytea := decode(md5('code:' || k), 'hex');
  body text := ''; total int := 0; symbol int;
begin
  for place in 0..10 loop
    symbol := get_byte(hash, place) % 32;
    body := body || substr(alphabet, symbol + 1, 1);
    total := total << 1;
    if total & 32 <> 0 then total := total # 37; end if;
    total := total # symbol;
  end loop;
  total := total << 1;
  if total & 32 <> 0 then total := total # 37; end if;
  return body || substr(alphabet, total + 1, 1);
end $$;

-- part: what is in the way of so many rows is made again at the end
create table world_index as
  select indexdef from pg_indexes
  where schemaname = 'public' and tablename in ('occurrence', 'record', 'ledger_entry', 'hazard')
    and indexname::regclass not in (select conindid from pg_constraint);
do $$ declare one text; begin
  for one in select indexname from pg_indexes
    where schemaname = 'public' and tablename in ('occurrence', 'record', 'ledger_entry', 'hazard')
      and indexname::regclass not in (select conindid from pg_constraint)
  loop execute format('drop index %I', one); end loop;
end $$;

-- part: plants
create temp table county as
  select row_number() over (order by code) - 1 as i, code, name from area where level = 'county' and code like '41%';
create table world_plant as
  with size as (select count(*) c from county)
  select k, pg_temp.u7('2026-01-02', k, 1) id, c.code area_code, k < :active as active, false as big,
    (array['hazardous_chemicals', 'machinery', 'light_industry', 'building_materials', 'metallurgy'])[1 + k % 5] sector,
    (array['河南', '安阳', '郑州', '洛阳', '新乡', '焦作', '濮阳', '南阳', '商丘', '信阳'])[1 + (k * 7) % 10]
      || chr(x'946b'::int - 600 + ((k * 13) % 1200)::int)
      || (array['源', '泰', '达', '宏', '盛', '安', '华', '龙', '信', '远'])[1 + (k / 10) % 10]
      || (array['化工', '机械', '食品', '建材', '冶金', '纺织', '木业', '印染', '矿业', '塑料', '涂料', '铸造', '电子',
                '物流', '制药', '造纸', '家具', '玻璃', '陶瓷', '橡胶'])[1 + (k * 3) % 20]
      || (array['有限公司', '有限责任公司', '股份有限公司', '厂', '集团有限公司'])[1 + (k / 3) % 5] as name,
    '91' || c.code || lpad(k::text, 9, '0') || 'X' credit_code
  from generate_series(0, :plants - 1) k join county c on c.i = (k * 31) % (select c from size);
insert into world_plant values (:plants, pg_temp.u7('2026-01-02', :plants, 1), '410505', false, true,
  'hazardous_chemicals', '安阳华安化工有限公司', '91410505999999999X');
alter table world_plant add primary key (k);
create table world_big as
  select id, area_code, sector, pg_temp.u7('2026-01-03', k * 32 + 1, 2) manager, pg_temp.u7('2026-01-03', k * 32 + 2, 2) fixer
  from world_plant where big;
insert into organisation (kind, name, enterprise_id, id, area_code, sector)
  select 'enterprise', name, id, id, area_code, sector from world_plant;
insert into enterprise (name, credit_code, town, industry_code, legal_representative, size, employees, stated_level,
                        standardisation, address, duty_phone, id, enterprise_id, area_code, sector)
  select name, credit_code, '水冶镇', 'C2614', '', '', 20 + k % 400, '', '', '工业路' || k || '号', '0372-5550226', id, id,
         area_code, sector from world_plant;
insert into enterprise_bigram (bigram, enterprise_id, area_code, sector)
  select distinct substr(name, i, 2), id, area_code, sector from world_plant, generate_series(1, length(name)) i;

-- part: people, 3 in a plant and 20 in an active one
create temp table hired as
  select k, p.id plant, j, pg_temp.u7('2026-01-03', k * 32 + j, 2) id, area_code, sector, active, big
  from world_plant p, generate_series(1, 20) j where j <= 3 or active or big;
insert into person (name, work_number, post, team, enterprise_id, id, area_code, sector)
  select (array['王', '李', '张', '刘', '陈', '杨', '赵', '黄'])[1 + j % 8] || chr(x'4f1f'::int + ((k * j) % 400)::int),
         'W' || lpad(j::text, 4, '0'), '操作工', '甲班', plant, id, area_code, sector from hired;
insert into role_grant (person_id, role, region, sectors, enterprise_id, id, area_code, sector)
  select id, case j when 1 then 'safety_manager' else 'worker' end, '', '[]', plant,
         pg_temp.u7('2026-01-03', k * 32 + j, 3), area_code, sector from hired;
insert into person (name, work_number, post, team, enterprise_id, id, area_code, sector)
  select (array['王', '李', '张', '刘', '陈', '杨', '赵', '黄'])[1 + j % 8] || chr(x'4f1f'::int + (j % 400)::int),
         'B' || lpad(j::text, 5, '0'), '操作工' || j % 20, '班组' || j % 50, id, pg_temp.u7('2026-02-01', j, 20), area_code, sector
  from world_big, generate_series(1, :staff) j;

-- part: bureaus of a county, a city and the province, and who runs the site
create temp table office as
  select * from (values (1, 'county', '410505', 'bureau', '殷都区应急管理局', 'officer'),
                        (2, 'city', '410500', 'bureau', '安阳市应急管理局', 'officer'),
                        (3, 'province', '410000', 'bureau', '河南省应急管理厅', 'officer'),
                        (4, 'operator', '410000', 'platform', '平台运营方', 'operator'))
    as one (k, seat, area_code, kind, name, role);
insert into organisation (kind, name, enterprise_id, id, area_code, sector)
  select kind, name, pg_temp.u7('2026-01-01', k, 11), pg_temp.u7('2026-01-01', k, 11), area_code, '' from office;
insert into bureau (number_prefix, appeal_body, court, yearly_cap, address, phone, enterprise_id, id, area_code, sector)
  select '殷', '人民政府', '人民法院', 4, '文峰大道1号', '0372-5550000', pg_temp.u7('2026-01-01', k, 11),
         pg_temp.u7('2026-01-01', k, 11), area_code, '' from office where kind = 'bureau';
insert into person (name, work_number, post, team, enterprise_id, id, area_code, sector)
  select '周正', seat, '', '', pg_temp.u7('2026-01-01', k, 11), pg_temp.u7('2026-01-01', k, 12), area_code, '' from office;
insert into role_grant (person_id, role, region, sectors, enterprise_id, id, area_code, sector)
  select pg_temp.u7('2026-01-01', k, 12), role, case kind when 'bureau' then area_code else '' end, '[]',
         pg_temp.u7('2026-01-01', k, 11), pg_temp.u7('2026-01-01', k, 13), area_code, '' from office;

-- part: the register, 2 objects, 4 units (20 in the first hundred plants), 4 events, 8 measures
insert into risk_object (enterprise_id, id, name, level, area_code, sector)
  select id, pg_temp.u7('2026-01-04', k * 2 + j, 4), (array['生产区', '仓储区'])[j + 1], pg_temp.grade(k + j), area_code, sector
  from world_plant, generate_series(0, 1) j where not big;
create table world_unit as
  select p.id plant, k, j, pg_temp.u7('2026-01-05', k * 32 + j, 5) id, area_code, sector, active,
         (array['1号反应釜', '甲类仓库', '天然气调压间', '涂装喷漆房'])[j % 4 + 1] || case when j < 4 then '' else j::text end as name
  from world_plant p, generate_series(0, 19) j where not big and (j < 4 or k < 100);
insert into risk_unit (enterprise_id, id, object_id, sheet, number, name, kind, level, area_code, sector)
  select plant, id, pg_temp.u7('2026-01-04', k * 2 + j % 2, 4), '风险分级管控清单', 'FX-' || lpad(j::text, 2, '0'), name, 'equipment',
         pg_temp.grade(k + j), area_code, sector from world_unit;
insert into risk_event (enterprise_id, id, unit_id, key, step, hazard_source, accident_text, accident_types, consequence,
                        method, factors, score, level, inner_grade, profile, profile_version, tier, responsible_unit,
                        responsible_person, note, area_code, sector)
  select plant, pg_temp.u7('2026-01-06', k * 32 + j, 6), id, md5(k || ':' || j), '投料', '粉尘堆积', '粉尘爆炸',
         '["dust_explosion"]', '燃爆伤人', 'ls', '{"L": "2", "S": "5"}', 10, pg_temp.grade(k + j), 'C', 'SD_DB37', '2016',
         'workshop', '清理班', '韩磊', '', area_code, sector from world_unit;
insert into control_measure (enterprise_id, id, event_id, kind, text, area_code, sector)
  select plant, pg_temp.u7('2026-01-07', (k * 32 + j) * 2 + m, 7), pg_temp.u7('2026-01-06', k * 32 + j, 6),
         (array['engineering', 'management'])[m + 1], '设置防护罩并每班检查，张贴安全警示标识，定期开展培训教育', area_code, sector
  from world_unit, generate_series(0, 1) m;

-- part: the register of the big plant; its last units, :spare pumps of major risk, fill what is searched for
insert into risk_object (enterprise_id, id, name, level, area_code, sector)
  select id, pg_temp.u7('2026-02-02', j, 21), '区域' || j, 'major', area_code, sector
  from world_big, generate_series(0, :objects - 1) j;
insert into risk_unit (enterprise_id, id, object_id, sheet, number, name, kind, level, area_code, sector)
  select id, pg_temp.u7('2026-02-03', j, 22), pg_temp.u7('2026-02-02', j % :objects, 21), '风险分级管控清单',
         'BX-' || lpad(j::text, 4, '0'), (array['反应釜', '离心泵', '换热器', '储罐', '压缩机', '精馏塔'])[1 + kind] || j,
         'equipment', pg_temp.grade(grade), area_code, sector
  from world_big, generate_series(0, :units + :spare - 1) j,
       lateral (select case when j < :units then j % 6 else 1 end kind, case when j < :units then j else 0 end grade) as one;
insert into risk_event (enterprise_id, id, unit_id, key, step, hazard_source, accident_text, accident_types, consequence,
                        method, factors, score, level, inner_grade, profile, profile_version, tier, responsible_unit,
                        responsible_person, note, area_code, sector)
  select id, pg_temp.u7('2026-02-04', j, 23),
         pg_temp.u7('2026-02-03', case when j < :events then j % :units else :units + (j - :events) % :spare end, 22),
         md5('b:' || j), '投料' || j,
         '粉尘堆积', '粉尘爆炸', '["dust_explosion"]', '燃爆伤人', 'ls', '{"L": "2", "S": "5"}', 10, pg_temp.grade(j), 'C',
         'SD_DB37', '2016', 'workshop', '清理班', '韩磊', '', area_code, sector
  from world_big, generate_series(0, :events + :spare * 5 / 2 - 1) j;
insert into control_measure (enterprise_id, id, event_id, kind, text, area_code, sector)
  select id, pg_temp.u7('2026-02-05', j * 3 + m, 24), pg_temp.u7('2026-02-04', j, 23),
         (array['engineering', 'management', 'emergency'])[m + 1], '设置防护罩并每班检查，张贴安全警示标识，定期开展培训教育',
         area_code, sector from world_big, generate_series(0, :events + :spare * 5 / 2 - 1) j, generate_series(0, 2) m;
insert into risk_unit_bigram (enterprise_id, bigram, unit_id, area_code, sector)
  select distinct enterprise_id, substr(t, i, 2), id, area_code, sector
  from (select *, unnest(array[lower(number), name]) t from risk_unit) u, generate_series(1, length(t)) i;

-- part: checklists of ten items; 30 plans in an active plant, one a unit in the big one
insert into checklist (enterprise_id, id, unit_id, name, made_by, made_at, area_code, sector)
  select plant, pg_temp.u7('2026-01-08', k * 4 + j, 8), id, name || '日常检查', pg_temp.u7('2026-01-03', k * 32 + 1, 2),
         '2026-01-08', area_code, sector from world_unit where active and j < 4;
insert into checklist_item (enterprise_id, id, checklist_id, number, text, clause, area_code, sector)
  select plant, pg_temp.u7('2026-01-09', (k * 4 + j) * 10 + m, 9), pg_temp.u7('2026-01-08', k * 4 + j, 8), m + 1,
         '第' || (m + 1) || '处法兰、阀门、静电接地线完好，无渗漏', 'GB 30871 第 5 条', area_code, sector
  from world_unit, generate_series(0, 9) m where active and j < 4;
insert into checklist (enterprise_id, id, unit_id, name, made_by, made_at, area_code, sector)
  select id, pg_temp.u7('2026-02-06', j, 25), pg_temp.u7('2026-02-03', j, 22), '装置' || j || '日常检查', manager, '2026-02-06',
         area_code, sector from world_big, generate_series(0, :units - 1) j;
insert into checklist_item (enterprise_id, id, checklist_id, number, text, clause, area_code, sector)
  select id, pg_temp.u7('2026-02-07', j * 10 + m, 26), pg_temp.u7('2026-02-06', j, 25), m + 1,
         '第' || (m + 1) || '处法兰、阀门、静电接地线完好，无渗漏', 'GB 30871 第 5 条', area_code, sector
  from world_big, generate_series(0, :units - 1) j, generate_series(0, 9) m;
insert into plan (enterprise_id, id, checklist_id, unit_id, team, post, starts_on, made_to, made_by, area_code, sector)
  select id, pg_temp.u7('2026-01-10', k * 32 + j, 10), pg_temp.u7('2026-01-08', k * 4 + j % 4, 8),
         pg_temp.u7('2026-01-05', k * 32 + j % 4, 5), '甲班', '', date ':day' - 60, date ':day',
         pg_temp.u7('2026-01-03', k * 32 + 1, 2), area_code, sector from world_plant, generate_series(0, 29) j where active;
insert into plan (enterprise_id, id, checklist_id, unit_id, team, post, starts_on, made_to, made_by, area_code, sector)
  select id, pg_temp.u7('2026-02-08', j, 27), pg_temp.u7('2026-02-06', j, 25), pg_temp.u7('2026-02-03', j, 22),
         '班组' || j % 50, '', date ':day' - 200, date ':day', manager, area_code, sector
  from world_big, generate_series(0, :units - 1) j;
insert into horizon (enterprise_id, made_to, area_code, sector)
  select enterprise_id, min(made_to), min(area_code), min(sector) from plan group by enterprise_id;

-- part: printed codes of the units that are checked and of all units of the first hundred plants
insert into printed_code (enterprise_id, id, opened_by, kind, target_id, issued_at, area_code, sector)
  select plant, pg_temp.u7('2026-01-11', k * 32 + j, 14), pg_temp.printed(k * 32 + j), 'unit', id, '2026-01-11', area_code, sector
  from world_unit where active or k < 100;
insert into printed_code (enterprise_id, id, opened_by, kind, target_id, issued_at, area_code, sector)
  select id, pg_temp.u7('2026-02-09', j, 28), pg_temp.printed(1000000000 + j), 'unit', pg_temp.u7('2026-02-03', j, 22), '2026-02-09',
         area_code, sector from world_big, generate_series(0, :units + :spare - 1) j;

-- part: checks, 10 a day of the recorded plants for 30 days, one of each unit of the big one for :days days
create temp table answered as
  select v, (select jsonb_agg(jsonb_build_object('item_id', pg_temp.u7('2026-01-09', v * 10 + m, 9), 'number', m + 1,
               'answer', 'normal', 'photos', '[]'::jsonb, 'words',
               case when (v + m) % 4 = 0 then '现场查看正常，无渗漏、无松动，标识清楚' else '' end))
             from generate_series(0, 9) m) answers
  from generate_series(0, 999) v;
create unique index on answered (v);
analyze answered, world_plant;
create temp table of_plants as
  select id plant, k, j, d, date ':day' - 30 + d as period, area_code, sector
  from generate_series(1, 30) d, world_plant, generate_series(0, 9) j where k < :recorded;
insert into occurrence (enterprise_id, id, plan_id, checklist_id, unit_id, team, post, period, due_from, due_to, area_code, sector)
  select plant, pg_temp.u7(period::timestamp, k * 32 + j, 30), pg_temp.u7('2026-01-10', k * 32 + j, 10),
         pg_temp.u7('2026-01-08', k * 4 + j % 4, 8), pg_temp.u7('2026-01-05', k * 32 + j % 4, 5), '甲班', '', period,
         pg_temp.shift(period), pg_temp.shift(period + 1), area_code, sector from of_plants;
insert into record (enterprise_id, id, occurrence_id, unit_id, stands, answers, failed, digest, answered_by, answered_at, area_code, sector)
  select plant, pg_temp.u7(period::timestamp + interval '9 hours', k * 32 + j, 31), pg_temp.u7(period::timestamp, k * 32 + j, 30),
         pg_temp.u7('2026-01-05', k * 32 + j % 4, 5), true, answers, 0, md5(k || ':' || j) || md5(d || 'x'),
         pg_temp.u7('2026-01-03', k * 32 + 2, 2), period::timestamp + interval '2 hours' + (k % 100) * interval '1 minute',
         area_code, sector from of_plants join answered on v = (k * 7 + j * 13 + d) % 1000;
create temp table of_big as
  select b.*, j, d, date ':day' - :days + d as period from generate_series(1, :days) d, world_big b, generate_series(0, :units - 1) j;
insert into occurrence (enterprise_id, id, plan_id, checklist_id, unit_id, team, post, period, due_from, due_to, area_code, sector)
  select id, pg_temp.u7(period::timestamp, j, 32), pg_temp.u7('2026-02-08', j, 27), pg_temp.u7('2026-02-06', j, 25),
         pg_temp.u7('2026-02-03', j, 22), '班组' || j % 50, '', period, pg_temp.shift(period), pg_temp.shift(period + 1), area_code, sector
  from of_big;
insert into record (enterprise_id, id, occurrence_id, unit_id, stands, answers, failed, digest, answered_by, answered_at, area_code, sector)
  select id, pg_temp.u7(period::timestamp + interval '9 hours', j, 33), pg_temp.u7(period::timestamp, j, 32),
         pg_temp.u7('2026-02-03', j, 22), true, answers, 0, md5(j || ':') || md5(d || 'x'),
         pg_temp.u7('2026-02-01', 1 + j % :staff, 20), period::timestamp + interval '2 hours' + (j % 300) * interval '1 minute',
         area_code, sector from of_big join answered on v = (j * 13 + d) % 1000
  where (period < date ':day' or j % 3 > 0) and (j + d) % 50 > 0;

-- part: hazards, 10 a plant of which 3 are open; of the big one :hazards open and as many closed
insert into hazard (enterprise_id, id, place, description, inspection_kind, source, state, grade, hazard_type, cause, found_at, unit_id,
                    interim_control, assigned_to, due_at, original_due_at, round, closed_at, version, area_code, sector)
  select id, pg_temp.u7(date ':day' - 80, k * 16 + j, 40), '甲类仓库', '安全出口被包装物堵塞，第' || j || '处', 'routine', 'manager',
         case when j < 1 then 'confirmed' when j < 3 then 'rectifying' else 'closed' end,
         case when (k + j) % 50 = 0 then 'major' else 'general' end, 'safety', 'people',
         date ':day' - 80 + (k % 2000) * interval '50 minutes', pg_temp.u7('2026-01-05', k * 32 + j % 4, 5), '',
         pg_temp.u7('2026-01-03', k * 32 + 2, 2), date ':day' - 20 + ((k * 7 + j) % 1440) * interval '1 hour',
         date ':day' - 20 + ((k * 7 + j) % 1440) * interval '1 hour', 1, case when j >= 3 then date ':day' - 5 end, 3, area_code, sector
  from world_plant, generate_series(0, 9) j where not big;
insert into hazard (enterprise_id, id, place, description, inspection_kind, source, state, grade, hazard_type, cause, found_at, unit_id,
                    interim_control, assigned_to, due_at, original_due_at, round, closed_at, version, area_code, sector)
  select id, pg_temp.u7(date ':day' - 79, j, 41), '装置区', '法兰渗漏，第' || j || '处', 'routine', 'manager',
         case when j >= :hazards then 'closed' when j % 4 = 0 then 'confirmed' when j % 4 = 1 then 'awaiting_acceptance' else 'rectifying' end,
         case when j % 50 = 0 then 'major' else 'general' end, 'safety', 'people', date ':day' - 79 + (j % 2000) * interval '50 minutes',
         pg_temp.u7('2026-02-03', j % :units, 22), '', case when j % 5 = 0 then fixer else manager end,
         date ':day' - 20 + ((j * 7) % 1440) * interval '1 hour', date ':day' - 20 + ((j * 7) % 1440) * interval '1 hour', 1,
         case when j >= :hazards then date ':day' - 5 end, 3, area_code, sector
  from world_big, generate_series(0, 2 * :hazards - 1) j;

-- part: the ledger, one entry for each check and each hazard
create temp table happened as
  select enterprise_id, id, area_code, sector, answered_by actor_id, answered_at at, 'record.answer' act, 'record' kind,
         jsonb_build_object('stands', true, 'failed', 0, 'occurrence_id', occurrence_id) after from record
  union all
  select enterprise_id, id, area_code, sector, assigned_to, found_at, 'hazard.report', 'hazard',
         jsonb_build_object('place', place, 'description', description, 'source', source, 'unit_id', unit_id) from hazard;
insert into ledger_entry (act_id, act, object_kind, object_id, actor_id, actor_name, organisation_id, audience, after, at, canonical,
                          enterprise_id, id, area_code, sector)
  select id, act, kind, id, actor_id, '王伟', enterprise_id, 'plant', after, at,
         convert_to(json_build_object('act', act, 'act_id', id, 'actor_id', actor_id, 'actor_name', '王伟', 'after', after,
           'area_code', area_code, 'at', at, 'audience', 'plant', 'before', null, 'device_at', null, 'enterprise_id', enterprise_id,
           'object_id', id, 'object_kind', kind)::text, 'UTF8'),
         enterprise_id, (substr(id::text, 1, 15) || substr(md5(id::text), 1, 3) || '-8' || substr(md5(id::text), 4, 3) || '-'
           || substr(md5(id::text), 7, 12))::uuid, area_code, sector
  from happened on conflict do nothing;

-- part: the indexes again
do $$ declare one text; begin
  for one in select indexdef from world_index loop execute one; end loop;
end $$;
drop table world_index;
