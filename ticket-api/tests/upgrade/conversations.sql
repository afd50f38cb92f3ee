
SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET client_min_messages = warning;

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

CREATE FUNCTION public.account_name_key(name text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN btrim(NORMALIZE(replace(replace(translate(regexp_replace(NORMALIZE(name, NFKD), '[­͏؜ᅟᅠ឴឵᠋-᠏​-‏‪-‮⁠-⁯ㅤ︀-️﻿ﾠ￰-￸𛲠-𛲣𝅳-𝅺󠀀-󠿿]'::text, ''::text, 'g'::text), 'ıẞABCDEFGHIJKLMNOPQRSTUVWXYZÆÐØÞĐĦŁŊŒŦƁƂƄƆƇƉƊƋƎƏƐƑƓƔƖƗƘƜƝƟƢƤƦƧƩƬƮƱƲƳƵƷƸƼǤǶǷȜȠȢȤȺȻȽȾɁɃɄɅɆɈɊɌɎͅͰͲͶͿΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩςϏϘϚϜϞϠϢϤϦϨϪϬϮϷϺϽϾϿЂЄЅІЈЉЊЋЏАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯѠѢѤѦѨѪѬѮѰѲѴѸѺѼѾҀҊҌҎҐҒҔҖҘҚҜҞҠҢҤҦҨҪҬҮҰҲҴҶҸҺҼҾӀӃӅӇӉӋӍӔӘӠӨӶӺӼӾԀԂԄԆԈԊԌԎԐԒԔԖԘԚԜԞԠԢԤԦԨԪԬԮԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖႠႡႢႣႤႥႦႧႨႩႪႫႬႭႮႯႰႱႲႳႴႵႶႷႸႹႺႻႼႽႾႿჀჁჂჃჄჅჇჍᏸᏹᏺᏻᏼᏽᲀᲁᲂᲃᲄᲅᲆᲇᲈᲐᲑᲒᲓᲔᲕᲖᲗᲘᲙᲚᲛᲜᲝᲞᲟᲠᲡᲢᲣᲤᲥᲦᲧᲨᲩᲪᲫᲬᲭᲮᲯᲰᲱᲲᲳᲴᲵᲶᲷᲸᲹᲺᲽᲾᲿỺỼỾℲↃⰀⰁⰂⰃⰄⰅⰆⰇⰈⰉⰊⰋⰌⰍⰎⰏⰐⰑⰒⰓⰔⰕⰖⰗⰘⰙⰚⰛⰜⰝⰞⰟⰠⰡⰢⰣⰤⰥⰦⰧⰨⰩⰪⰫⰬⰭⰮⰯⱠⱢⱣⱤⱧⱩⱫⱭⱮⱯⱰⱲⱵⱾⱿⲀⲂⲄⲆⲈⲊⲌⲎⲐⲒⲔⲖⲘⲚⲜⲞⲠⲢⲤⲦⲨⲪⲬⲮⲰⲲⲴⲶⲸⲺⲼⲾⳀⳂⳄⳆⳈⳊⳌⳎⳐⳒⳔⳖⳘⳚⳜⳞⳠⳢⳫⳭⳲꙀꙂꙄꙆꙈꙊꙌꙎꙐꙒꙔꙖꙘꙚꙜꙞꙠꙢꙤꙦꙨꙪꙬꚀꚂꚄꚆꚈꚊꚌꚎꚐꚒꚔꚖꚘꚚꜢꜤꜦꜨꜪꜬꜮꜲꜴꜶꜸꜺꜼꜾꝀꝂꝄꝆꝈꝊꝌꝎꝐꝒꝔꝖꝘꝚꝜꝞꝠꝢꝤꝦꝨꝪꝬꝮꝹꝻꝽꝾꞀꞂꞄꞆꞋꞍꞐꞒꞖꞘꞚꞜꞞꞠꞢꞤꞦꞨꞪꞫꞬꞭꞮꞰꞱꞲꞳꞴꞶꞸꞺꞼꞾꟀꟂꟄꟅꟆꟇꟉꟐꟖꟘꟵꭰꭱꭲꭳꭴꭵꭶꭷꭸꭹꭺꭻꭼꭽꭾꭿꮀꮁꮂꮃꮄꮅꮆꮇꮈꮉꮊꮋꮌꮍꮎꮏꮐꮑꮒꮓꮔꮕꮖꮗꮘꮙꮚꮛꮜꮝꮞꮟꮠꮡꮢꮣꮤꮥꮦꮧꮨꮩꮪꮫꮬꮭꮮꮯꮰꮱꮲꮳꮴꮵꮶꮷꮸꮹꮺꮻꮼꮽꮾꮿ𐐀𐐁𐐂𐐃𐐄𐐅𐐆𐐇𐐈𐐉𐐊𐐋𐐌𐐍𐐎𐐏𐐐𐐑𐐒𐐓𐐔𐐕𐐖𐐗𐐘𐐙𐐚𐐛𐐜𐐝𐐞𐐟𐐠𐐡𐐢𐐣𐐤𐐥𐐦𐐧𐒰𐒱𐒲𐒳𐒴𐒵𐒶𐒷𐒸𐒹𐒺𐒻𐒼𐒽𐒾𐒿𐓀𐓁𐓂𐓃𐓄𐓅𐓆𐓇𐓈𐓉𐓊𐓋𐓌𐓍𐓎𐓏𐓐𐓑𐓒𐓓𐕰𐕱𐕲𐕳𐕴𐕵𐕶𐕷𐕸𐕹𐕺𐕼𐕽𐕾𐕿𐖀𐖁𐖂𐖃𐖄𐖅𐖆𐖇𐖈𐖉𐖊𐖌𐖍𐖎𐖏𐖐𐖑𐖒𐖔𐖕𐲀𐲁𐲂𐲃𐲄𐲅𐲆𐲇𐲈𐲉𐲊𐲋𐲌𐲍𐲎𐲏𐲐𐲑𐲒𐲓𐲔𐲕𐲖𐲗𐲘𐲙𐲚𐲛𐲜𐲝𐲞𐲟𐲠𐲡𐲢𐲣𐲤𐲥𐲦𐲧𐲨𐲩𐲪𐲫𐲬𐲭𐲮𐲯𐲰𐲱𐲲𑢠𑢡𑢢𑢣𑢤𑢥𑢦𑢧𑢨𑢩𑢪𑢫𑢬𑢭𑢮𑢯𑢰𑢱𑢲𑢳𑢴𑢵𑢶𑢷𑢸𑢹𑢺𑢻𑢼𑢽𑢾𑢿𖹀𖹁𖹂𖹃𖹄𖹅𖹆𖹇𖹈𖹉𖹊𖹋𖹌𖹍𖹎𖹏𖹐𖹑𖹒𖹓𖹔𖹕𖹖𖹗𖹘𖹙𖹚𖹛𖹜𖹝𖹞𖹟𞤀𞤁𞤂𞤃𞤄𞤅𞤆𞤇𞤈𞤉𞤊𞤋𞤌𞤍𞤎𞤏𞤐𞤑𞤒𞤓𞤔𞤕𞤖𞤗𞤘𞤙𞤚𞤛𞤜𞤝𞤞𞤟𞤠𞤡'::text, 'ißabcdefghijklmnopqrstuvwxyzæðøþđħłŋœŧɓƃƅɔƈɖɗƌǝəɛƒɠɣɩɨƙɯɲɵƣƥʀƨʃƭʈʊʋƴƶʒƹƽǥƕƿȝƞȣȥⱥȼƚⱦɂƀʉʌɇɉɋɍɏιͱͳͷϳαβγδεζηθικλμνξοπρστυφχψωσϗϙϛϝϟϡϣϥϧϩϫϭϯϸϻͻͼͽђєѕіјљњћџабвгдежзиклмнопрстуфхцчшщъыьэюяѡѣѥѧѩѫѭѯѱѳѵѹѻѽѿҁҋҍҏґғҕҗҙқҝҟҡңҥҧҩҫҭүұҳҵҷҹһҽҿӏӄӆӈӊӌӎӕәӡөӷӻӽӿԁԃԅԇԉԋԍԏԑԓԕԗԙԛԝԟԡԣԥԧԩԫԭԯաբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆⴀⴁⴂⴃⴄⴅⴆⴇⴈⴉⴊⴋⴌⴍⴎⴏⴐⴑⴒⴓⴔⴕⴖⴗⴘⴙⴚⴛⴜⴝⴞⴟⴠⴡⴢⴣⴤⴥⴧⴭᏰᏱᏲᏳᏴᏵвдосттъѣꙋაბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰჱჲჳჴჵჶჷჸჹჺჽჾჿỻỽỿⅎↄⰰⰱⰲⰳⰴⰵⰶⰷⰸⰹⰺⰻⰼⰽⰾⰿⱀⱁⱂⱃⱄⱅⱆⱇⱈⱉⱊⱋⱌⱍⱎⱏⱐⱑⱒⱓⱔⱕⱖⱗⱘⱙⱚⱛⱜⱝⱞⱟⱡɫᵽɽⱨⱪⱬɑɱɐɒⱳⱶȿɀⲁⲃⲅⲇⲉⲋⲍⲏⲑⲓⲕⲗⲙⲛⲝⲟⲡⲣⲥⲧⲩⲫⲭⲯⲱⲳⲵⲷⲹⲻⲽⲿⳁⳃⳅⳇⳉⳋⳍⳏⳑⳓⳕⳗⳙⳛⳝⳟⳡⳣⳬⳮⳳꙁꙃꙅꙇꙉꙋꙍꙏꙑꙓꙕꙗꙙꙛꙝꙟꙡꙣꙥꙧꙩꙫꙭꚁꚃꚅꚇꚉꚋꚍꚏꚑꚓꚕꚗꚙꚛꜣꜥꜧꜩꜫꜭꜯꜳꜵꜷꜹꜻꜽꜿꝁꝃꝅꝇꝉꝋꝍꝏꝑꝓꝕꝗꝙꝛꝝꝟꝡꝣꝥꝧꝩꝫꝭꝯꝺꝼᵹꝿꞁꞃꞅꞇꞌɥꞑꞓꞗꞙꞛꞝꞟꞡꞣꞥꞧꞩɦɜɡɬɪʞʇʝꭓꞵꞷꞹꞻꞽꞿꟁꟃꞔʂᶎꟈꟊꟑꟗꟙꟶᎠᎡᎢᎣᎤᎥᎦᎧᎨᎩᎪᎫᎬᎭᎮᎯᎰᎱᎲᎳᎴᎵᎶᎷᎸᎹᎺᎻᎼᎽᎾᎿᏀᏁᏂᏃᏄᏅᏆᏇᏈᏉᏊᏋᏌᏍᏎᏏᏐᏑᏒᏓᏔᏕᏖᏗᏘᏙᏚᏛᏜᏝᏞᏟᏠᏡᏢᏣᏤᏥᏦᏧᏨᏩᏪᏫᏬᏭᏮᏯ𐐨𐐩𐐪𐐫𐐬𐐭𐐮𐐯𐐰𐐱𐐲𐐳𐐴𐐵𐐶𐐷𐐸𐐹𐐺𐐻𐐼𐐽𐐾𐐿𐑀𐑁𐑂𐑃𐑄𐑅𐑆𐑇𐑈𐑉𐑊𐑋𐑌𐑍𐑎𐑏𐓘𐓙𐓚𐓛𐓜𐓝𐓞𐓟𐓠𐓡𐓢𐓣𐓤𐓥𐓦𐓧𐓨𐓩𐓪𐓫𐓬𐓭𐓮𐓯𐓰𐓱𐓲𐓳𐓴𐓵𐓶𐓷𐓸𐓹𐓺𐓻𐖗𐖘𐖙𐖚𐖛𐖜𐖝𐖞𐖟𐖠𐖡𐖣𐖤𐖥𐖦𐖧𐖨𐖩𐖪𐖫𐖬𐖭𐖮𐖯𐖰𐖱𐖳𐖴𐖵𐖶𐖷𐖸𐖹𐖻𐖼𐳀𐳁𐳂𐳃𐳄𐳅𐳆𐳇𐳈𐳉𐳊𐳋𐳌𐳍𐳎𐳏𐳐𐳑𐳒𐳓𐳔𐳕𐳖𐳗𐳘𐳙𐳚𐳛𐳜𐳝𐳞𐳟𐳠𐳡𐳢𐳣𐳤𐳥𐳦𐳧𐳨𐳩𐳪𐳫𐳬𐳭𐳮𐳯𐳰𐳱𐳲𑣀𑣁𑣂𑣃𑣄𑣅𑣆𑣇𑣈𑣉𑣊𑣋𑣌𑣍𑣎𑣏𑣐𑣑𑣒𑣓𑣔𑣕𑣖𑣗𑣘𑣙𑣚𑣛𑣜𑣝𑣞𑣟𖹠𖹡𖹢𖹣𖹤𖹥𖹦𖹧𖹨𖹩𖹪𖹫𖹬𖹭𖹮𖹯𖹰𖹱𖹲𖹳𖹴𖹵𖹶𖹷𖹸𖹹𖹺𖹻𖹼𖹽𖹾𖹿𞤢𞤣𞤤𞤥𞤦𞤧𞤨𞤩𞤪𞤫𞤬𞤭𞤮𞤯𞤰𞤱𞤲𞤳𞤴𞤵𞤶𞤷𞤸𞤹𞤺𞤻𞤼𞤽𞤾𞤿𞥀𞥁𞥂𞥃'::text), 'ß'::text, 'ss'::text), 'i̇'::text, 'i'::text), NFKD), '	
    '::text);

CREATE FUNCTION public.audit_ticket() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO ticket_audit
        (ticket_id, account_id, by_requester, request_id, field, old_value, new_value)
    SELECT NEW.id, nullif(current_setting('tickets.account_id', true), '')::integer,
        coalesce(current_setting('tickets.by_requester', true) = 'on', false),
        nullif(left(current_setting('tickets.request_id', true), 64), ''),
        field, old_value, new_value
    FROM (VALUES
        ('title', OLD.title, NEW.title),
        ('description', OLD.description, NEW.description),
        ('category', OLD.category, NEW.category),
        ('priority', OLD.priority, NEW.priority),
        ('status', OLD.status, NEW.status),
        ('assignee', coalesce(OLD.assignee_id::text, ''), coalesce(NEW.assignee_id::text, '')),
        (
            'duplicate_of',
            coalesce(OLD.duplicate_of_id::text, ''),
            coalesce(NEW.duplicate_of_id::text, '')
        )
    ) AS fields (field, old_value, new_value)
    WHERE old_value <> new_value;
    IF OLD.requester_id IS DISTINCT FROM NEW.requester_id THEN
        INSERT INTO ticket_audit
        (ticket_id, account_id, by_requester, request_id, field, old_value, new_value)
        VALUES (
            NEW.id, nullif(current_setting('tickets.account_id', true), '')::integer,
        coalesce(current_setting('tickets.by_requester', true) = 'on', false),
            nullif(left(current_setting('tickets.request_id', true), 64), ''),
            'requester', requester_in_audit(OLD.requester_id), requester_in_audit(NEW.requester_id)
        );
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.count_no_suggestions() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    TRUNCATE suggestion_count_folded, suggestion_count_delta;
    RETURN NULL;
END $$;

CREATE FUNCTION public.count_no_tickets() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    TRUNCATE ticket_count_folded, ticket_day_folded, ticket_count_delta;
    RETURN NULL;
END $$;

CREATE FUNCTION public.count_no_times() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    TRUNCATE ticket_time_folded, ticket_time_delta;
    RETURN NULL;
END $$;

CREATE FUNCTION public.count_reopened() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO ticket_times AS times (ticket_id, reopened) VALUES (NEW.id, true)
    ON CONFLICT (ticket_id) DO UPDATE SET reopened = true WHERE NOT times.reopened;
    IF FOUND THEN
        INSERT INTO ticket_time_delta (day, measure, category, priority, assignee_id, step, change)
        VALUES (
            (statement_timestamp() AT TIME ZONE 'UTC')::date, 'reopened', NEW.category,
            NEW.priority, NEW.assignee_id, 0, 1
        );
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.count_reply() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    ticket tickets_ticket;
    since timestamptz;
    measured text := 'first_reply';
BEGIN
    SELECT * INTO STRICT ticket FROM tickets_ticket WHERE id = NEW.ticket_id;
    since := ticket.created_at;
    INSERT INTO ticket_times AS times (ticket_id, first_reply_at)
    VALUES (NEW.ticket_id, NEW.created_at)
    ON CONFLICT (ticket_id) DO UPDATE SET first_reply_at = excluded.first_reply_at
        WHERE times.first_reply_at IS NULL;
    IF NOT FOUND THEN
        IF ticket.waiting_since IS NULL THEN
            RETURN NULL;
        END IF;
        measured := 'answer';
        since := ticket.waiting_since;
        UPDATE ticket_times SET answers = answers + 1 WHERE ticket_id = NEW.ticket_id;
    END IF;
    INSERT INTO ticket_time_delta (day, measure, category, priority, assignee_id, step, change)
    VALUES (
        (NEW.created_at AT TIME ZONE 'UTC')::date, measured, ticket.category, ticket.priority,
        coalesce(ticket.assignee_id, NEW.author_account_id), time_step(NEW.created_at - since), 1
    );
    RETURN NULL;
END $$;

CREATE FUNCTION public.count_resolution() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    former ticket_times;
BEGIN
    SELECT * INTO former FROM ticket_times WHERE ticket_id = NEW.id;
    INSERT INTO ticket_time_delta (day, measure, category, priority, assignee_id, step, change)
    SELECT (at AT TIME ZONE 'UTC')::date, 'resolution', category, priority, assignee_id,
        time_step(at - NEW.created_at), change
    FROM (VALUES
        (
            former.resolved_at, former.resolved_category, former.resolved_priority,
            former.resolved_assignee_id, -1
        ),
        (statement_timestamp(), NEW.category, NEW.priority, NEW.assignee_id, 1)
    ) AS resolutions (at, category, priority, assignee_id, change)
    WHERE at IS NOT NULL;
    INSERT INTO ticket_times AS times
        (ticket_id, resolved_at, resolved_category, resolved_priority, resolved_assignee_id)
    VALUES (NEW.id, statement_timestamp(), NEW.category, NEW.priority, NEW.assignee_id)
    ON CONFLICT (ticket_id) DO UPDATE SET
        resolved_at = excluded.resolved_at,
        resolved_category = excluded.resolved_category,
        resolved_priority = excluded.resolved_priority,
        resolved_assignee_id = excluded.resolved_assignee_id;
    RETURN NULL;
END $$;

CREATE FUNCTION public.count_suggestions() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO suggestion_count_delta (
            day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step,
            suggestions, confidence, seconds
        )
        SELECT day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step,
            sum(suggestions), sum(confidence), sum(seconds)
        FROM (
            SELECT (created_at AT TIME ZONE 'UTC')::date AS day, origin, provider, model,
                prompt_version, field, stale, suggested, sent, final,
                CASE WHEN confidence IS NULL THEN -1 ELSE least(floor(confidence * 10), 9) END AS step,
                1 AS suggestions,
                coalesce(round(confidence * 10000)::bigint, 0) AS confidence,
                coalesce(extract(epoch FROM corrected_at - created_at)::bigint, 0) AS seconds
            FROM added CROSS JOIN LATERAL (VALUES
                ('category', suggested_category, sent_category, final_category, category_corrected_at),
                ('priority', suggested_priority, sent_priority, final_priority, priority_corrected_at)
            ) AS fields (field, suggested, sent, final, corrected_at)
        ) AS counted
        GROUP BY
            day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step
        HAVING sum(suggestions) <> 0 OR sum(confidence) <> 0 OR sum(seconds) <> 0;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO suggestion_count_delta (
            day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step,
            suggestions, confidence, seconds
        )
        SELECT day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step,
            sum(suggestions), sum(confidence), sum(seconds)
        FROM (
            SELECT (created_at AT TIME ZONE 'UTC')::date AS day, origin, provider, model,
                prompt_version, field, stale, suggested, sent, final,
                CASE WHEN confidence IS NULL THEN -1 ELSE least(floor(confidence * 10), 9) END AS step,
                1 AS suggestions,
                coalesce(round(confidence * 10000)::bigint, 0) AS confidence,
                coalesce(extract(epoch FROM corrected_at - created_at)::bigint, 0) AS seconds
            FROM added CROSS JOIN LATERAL (VALUES
                ('category', suggested_category, sent_category, final_category, category_corrected_at),
                ('priority', suggested_priority, sent_priority, final_priority, priority_corrected_at)
            ) AS fields (field, suggested, sent, final, corrected_at)
            UNION ALL
            SELECT (created_at AT TIME ZONE 'UTC')::date AS day, origin, provider, model,
                prompt_version, field, stale, suggested, sent, final,
                CASE WHEN confidence IS NULL THEN -1 ELSE least(floor(confidence * 10), 9) END AS step,
                - 1 AS suggestions,
                - coalesce(round(confidence * 10000)::bigint, 0) AS confidence,
                - coalesce(extract(epoch FROM corrected_at - created_at)::bigint, 0) AS seconds
            FROM removed CROSS JOIN LATERAL (VALUES
                ('category', suggested_category, sent_category, final_category, category_corrected_at),
                ('priority', suggested_priority, sent_priority, final_priority, priority_corrected_at)
            ) AS fields (field, suggested, sent, final, corrected_at)
        ) AS counted
        GROUP BY
            day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step
        HAVING sum(suggestions) <> 0 OR sum(confidence) <> 0 OR sum(seconds) <> 0;
    ELSE
        INSERT INTO suggestion_count_delta (
            day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step,
            suggestions, confidence, seconds
        )
        SELECT day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step,
            sum(suggestions), sum(confidence), sum(seconds)
        FROM (
            SELECT (created_at AT TIME ZONE 'UTC')::date AS day, origin, provider, model,
                prompt_version, field, stale, suggested, sent, final,
                CASE WHEN confidence IS NULL THEN -1 ELSE least(floor(confidence * 10), 9) END AS step,
                - 1 AS suggestions,
                - coalesce(round(confidence * 10000)::bigint, 0) AS confidence,
                - coalesce(extract(epoch FROM corrected_at - created_at)::bigint, 0) AS seconds
            FROM removed CROSS JOIN LATERAL (VALUES
                ('category', suggested_category, sent_category, final_category, category_corrected_at),
                ('priority', suggested_priority, sent_priority, final_priority, priority_corrected_at)
            ) AS fields (field, suggested, sent, final, corrected_at)
        ) AS counted
        GROUP BY
            day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step
        HAVING sum(suggestions) <> 0 OR sum(confidence) <> 0 OR sum(seconds) <> 0;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.count_tickets() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    first_delta bigint;
    last_delta bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO ticket_count_delta (category, priority, status, day, change)
        SELECT category, priority, status, (created_at AT TIME ZONE 'UTC')::date, 1
        FROM added WHERE NOT EXISTS (SELECT FROM added OFFSET 1)
        RETURNING id INTO first_delta;
        last_delta := first_delta;
        IF first_delta IS NULL THEN
            WITH delta AS (
                INSERT INTO ticket_count_delta (category, priority, status, day, change)
                SELECT category, priority, status, (created_at AT TIME ZONE 'UTC')::date, count(*)
                FROM added
                GROUP BY GROUPING SETS (
                    (category, priority, status), ((created_at AT TIME ZONE 'UTC')::date)
                )
                RETURNING id
            )
            SELECT min(id), max(id) INTO first_delta, last_delta FROM delta;
        END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        WITH delta AS (
            INSERT INTO ticket_count_delta (category, priority, status, day, change)
            SELECT side.*
            FROM removed AS was CROSS JOIN added AS is_now CROSS JOIN LATERAL (VALUES
                (was.category, was.priority, was.status,
                    (was.created_at AT TIME ZONE 'UTC')::date, -1),
                (is_now.category, is_now.priority, is_now.status,
                    (is_now.created_at AT TIME ZONE 'UTC')::date, 1)
            ) AS side
            WHERE NOT EXISTS (SELECT FROM added OFFSET 1)
                AND (was.category, was.priority, was.status, was.created_at)
                    <> (is_now.category, is_now.priority, is_now.status, is_now.created_at)
            RETURNING id
        )
        SELECT min(id), max(id) INTO first_delta, last_delta FROM delta;
        IF EXISTS (SELECT FROM added OFFSET 1) THEN
            WITH delta AS (
                INSERT INTO ticket_count_delta (category, priority, status, day, change)
                SELECT category, priority, status, day, sum(change)
                FROM (
                    SELECT category, priority, status,
                        (created_at AT TIME ZONE 'UTC')::date AS day, 1 AS change
                    FROM added
                    UNION ALL
                    SELECT category, priority, status, (created_at AT TIME ZONE 'UTC')::date, -1
                    FROM removed
                ) AS both_states
                GROUP BY GROUPING SETS ((category, priority, status), (day))
                HAVING sum(change) <> 0
                RETURNING id
            )
            SELECT min(id), max(id) INTO first_delta, last_delta FROM delta;
        END IF;
    ELSE
        WITH delta AS (
            INSERT INTO ticket_count_delta (category, priority, status, day, change)
            SELECT category, priority, status, (created_at AT TIME ZONE 'UTC')::date, -count(*)
            FROM removed
            GROUP BY GROUPING SETS (
                (category, priority, status), ((created_at AT TIME ZONE 'UTC')::date)
            )
            RETURNING id
        )
        SELECT min(id), max(id) INTO first_delta, last_delta FROM delta;
    END IF;
    IF last_delta / 500 <> (first_delta - 1) / 500 THEN
        PERFORM fold_ticket_counts();
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.fill_search_text() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.search_text := public.fold_text(NEW.title) || E'\n' || public.fold_text(NEW.description);
    RETURN NEW;
END $$;

CREATE FUNCTION public.fold_suggestion_counts() RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed'
        OR NOT pg_try_advisory_xact_lock('suggestion_count_delta'::regclass::bigint) THEN
        RETURN;
    END IF;
    WITH taken AS (
        DELETE FROM suggestion_count_delta RETURNING
            day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step,
            suggestions, confidence, seconds
    )
    INSERT INTO suggestion_count_folded AS folded (
        day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step,
        suggestions, confidence, seconds
    )
    SELECT day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step,
        sum(suggestions), sum(confidence), sum(seconds)
    FROM taken
    GROUP BY
        day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step
    HAVING sum(suggestions) <> 0 OR sum(confidence) <> 0 OR sum(seconds) <> 0
    ON CONFLICT (
        day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step
    ) DO UPDATE SET
        suggestions = folded.suggestions + excluded.suggestions,
        confidence = folded.confidence + excluded.confidence,
        seconds = folded.seconds + excluded.seconds;
END $$;

CREATE FUNCTION public.fold_suggestion_counts_now_and_then() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF (SELECT max(id) / 500 <> (min(id) - 1) / 500 FROM added) THEN
        PERFORM fold_suggestion_counts();
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.fold_text(given text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
DECLARE
    folded text COLLATE "C" := given;
    letters text[];
BEGIN
    IF octet_length(folded) <> length(folded) THEN
        folded := normalize(replace(folded, '´', ''''), NFKD);
    END IF;
    IF folded ~ '[\U00000001-\U00000008\U0000000e-\U0000001b\U0000007f-\U00000084\U00000086-\U0000009f\U000000ad\U00000300-\U0000036f\U0000061c\U0000115f\U00001160\U000017b4\U000017b5\U0000180b-\U0000180f\U0000200b-\U0000200f\U0000202a-\U0000202e\U00002060-\U0000206f\U0000fe00-\U0000fe0f\U0000feff\U0000fff0-\U0000fffc\U00013430-\U0001343f\U00016fe4\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+' THEN
        folded := regexp_replace(folded, '[\U00000001-\U00000008\U0000000e-\U0000001b\U0000007f-\U00000084\U00000086-\U0000009f\U000000ad\U00000300-\U0000036f\U0000061c\U0000115f\U00001160\U000017b4\U000017b5\U0000180b-\U0000180f\U0000200b-\U0000200f\U0000202a-\U0000202e\U00002060-\U0000206f\U0000fe00-\U0000fe0f\U0000feff\U0000fff0-\U0000fffc\U00013430-\U0001343f\U00016fe4\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+', '', 'g');
    END IF;
    folded := lower(folded);
    IF octet_length(folded) <> length(folded) THEN
        -- Capitals and small letters, the frequent alphabets apart, since translate() compares each
        -- character with each letter.
        FOREACH letters SLICE 1 IN ARRAY ARRAY[['ÆÐØÞĐĦŁŊŒŦƁƂƄƆƇƉƊƋƎƏƐƑƓƔƖƗƘƜƝƟƢƤƦƧƩƬƮƱƲƳƵƷƸƼǤǶǷȜȠȢȤȺȻȽȾɁɃɄɅɆɈɊɌɎ', 'æðøþđħłŋœŧɓƃƅɔƈɖɗƌǝəɛƒɠɣɩɨƙɯɲɵƣƥʀƨʃƭʈʊʋƴƶʒƹƽǥƕƿȝƞȣȥⱥȼƚⱦɂƀʉʌɇɉɋɍɏ'], ['ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ', 'αβγδεζηθικλμνξοπρστυφχψω'], ['ЂЄЅІЈЉЊЋЏАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ', 'ђєѕіјљњћџабвгдежзиклмнопрстуфхцчшщъыьэюя'], ['ԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖ', 'աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ'], ['ͰͲͶͿϏϘϚϜϞϠϢϤϦϨϪϬϮϷϺϽϾϿѠѢѤѦѨѪѬѮѰѲѴѸѺѼѾҀҊҌҎҐҒҔҖҘҚҜҞҠҢҤҦҨҪҬҮҰҲҴҶҸҺҼҾӀӃӅӇӉӋӍӔӘӠӨӶӺӼӾԀԂԄԆԈԊԌԎԐԒԔԖԘԚԜԞԠԢԤԦԨԪԬԮႠႡႢႣႤႥႦႧႨႩႪႫႬႭႮႯႰႱႲႳႴႵႶႷႸႹႺႻႼႽႾႿჀჁჂჃჄჅჇჍᎠᎡᎢᎣᎤᎥᎦᎧᎨᎩᎪᎫᎬᎭᎮᎯᎰᎱᎲᎳᎴᎵᎶᎷᎸᎹᎺᎻᎼᎽᎾᎿᏀᏁᏂᏃᏄᏅᏆᏇᏈᏉᏊᏋᏌᏍᏎᏏᏐᏑᏒᏓᏔᏕᏖᏗᏘᏙᏚᏛᏜᏝᏞᏟᏠᏡᏢᏣᏤᏥᏦᏧᏨᏩᏪᏫᏬᏭᏮᏯᏰᏱᏲᏳᏴᏵᲐᲑᲒᲓᲔᲕᲖᲗᲘᲙᲚᲛᲜᲝᲞᲟᲠᲡᲢᲣᲤᲥᲦᲧᲨᲩᲪᲫᲬᲭᲮᲯᲰᲱᲲᲳᲴᲵᲶᲷᲸᲹᲺᲽᲾᲿẞỺỼỾℲↃⰀⰁⰂⰃⰄⰅⰆⰇⰈⰉⰊⰋⰌⰍⰎⰏⰐⰑⰒⰓⰔⰕⰖⰗⰘⰙⰚⰛⰜⰝⰞⰟⰠⰡⰢⰣⰤⰥⰦⰧⰨⰩⰪⰫⰬⰭⰮⰯⱠⱢⱣⱤⱧⱩⱫⱭⱮⱯⱰⱲⱵⱾⱿⲀⲂⲄⲆⲈⲊⲌⲎⲐⲒⲔⲖⲘⲚⲜⲞⲠⲢⲤⲦⲨⲪⲬⲮⲰⲲⲴⲶⲸⲺⲼⲾⳀⳂⳄⳆⳈⳊⳌⳎⳐⳒⳔⳖⳘⳚⳜⳞⳠⳢⳫⳭⳲꙀꙂꙄꙆꙈꙊꙌꙎꙐꙒꙔꙖꙘꙚꙜꙞꙠꙢꙤꙦꙨꙪꙬꚀꚂꚄꚆꚈꚊꚌꚎꚐꚒꚔꚖꚘꚚꜢꜤꜦꜨꜪꜬꜮꜲꜴꜶꜸꜺꜼꜾꝀꝂꝄꝆꝈꝊꝌꝎꝐꝒꝔꝖꝘꝚꝜꝞꝠꝢꝤꝦꝨꝪꝬꝮꝹꝻꝽꝾꞀꞂꞄꞆꞋꞍꞐꞒꞖꞘꞚꞜꞞꞠꞢꞤꞦꞨꞪꞫꞬꞭꞮꞰꞱꞲꞳꞴꞶꞸꞺꞼꞾꟀꟂꟄꟅꟆꟇꟉꟐꟖꟘꟵ𐐀𐐁𐐂𐐃𐐄𐐅𐐆𐐇𐐈𐐉𐐊𐐋𐐌𐐍𐐎𐐏𐐐𐐑𐐒𐐓𐐔𐐕𐐖𐐗𐐘𐐙𐐚𐐛𐐜𐐝𐐞𐐟𐐠𐐡𐐢𐐣𐐤𐐥𐐦𐐧𐒰𐒱𐒲𐒳𐒴𐒵𐒶𐒷𐒸𐒹𐒺𐒻𐒼𐒽𐒾𐒿𐓀𐓁𐓂𐓃𐓄𐓅𐓆𐓇𐓈𐓉𐓊𐓋𐓌𐓍𐓎𐓏𐓐𐓑𐓒𐓓𐕰𐕱𐕲𐕳𐕴𐕵𐕶𐕷𐕸𐕹𐕺𐕼𐕽𐕾𐕿𐖀𐖁𐖂𐖃𐖄𐖅𐖆𐖇𐖈𐖉𐖊𐖌𐖍𐖎𐖏𐖐𐖑𐖒𐖔𐖕𐲀𐲁𐲂𐲃𐲄𐲅𐲆𐲇𐲈𐲉𐲊𐲋𐲌𐲍𐲎𐲏𐲐𐲑𐲒𐲓𐲔𐲕𐲖𐲗𐲘𐲙𐲚𐲛𐲜𐲝𐲞𐲟𐲠𐲡𐲢𐲣𐲤𐲥𐲦𐲧𐲨𐲩𐲪𐲫𐲬𐲭𐲮𐲯𐲰𐲱𐲲𑢠𑢡𑢢𑢣𑢤𑢥𑢦𑢧𑢨𑢩𑢪𑢫𑢬𑢭𑢮𑢯𑢰𑢱𑢲𑢳𑢴𑢵𑢶𑢷𑢸𑢹𑢺𑢻𑢼𑢽𑢾𑢿𖹀𖹁𖹂𖹃𖹄𖹅𖹆𖹇𖹈𖹉𖹊𖹋𖹌𖹍𖹎𖹏𖹐𖹑𖹒𖹓𖹔𖹕𖹖𖹗𖹘𖹙𖹚𖹛𖹜𖹝𖹞𖹟𞤀𞤁𞤂𞤃𞤄𞤅𞤆𞤇𞤈𞤉𞤊𞤋𞤌𞤍𞤎𞤏𞤐𞤑𞤒𞤓𞤔𞤕𞤖𞤗𞤘𞤙𞤚𞤛𞤜𞤝𞤞𞤟𞤠𞤡', 'ͱͳͷϳϗϙϛϝϟϡϣϥϧϩϫϭϯϸϻͻͼͽѡѣѥѧѩѫѭѯѱѳѵѹѻѽѿҁҋҍҏґғҕҗҙқҝҟҡңҥҧҩҫҭүұҳҵҷҹһҽҿӏӄӆӈӊӌӎӕәӡөӷӻӽӿԁԃԅԇԉԋԍԏԑԓԕԗԙԛԝԟԡԣԥԧԩԫԭԯⴀⴁⴂⴃⴄⴅⴆⴇⴈⴉⴊⴋⴌⴍⴎⴏⴐⴑⴒⴓⴔⴕⴖⴗⴘⴙⴚⴛⴜⴝⴞⴟⴠⴡⴢⴣⴤⴥⴧⴭꭰꭱꭲꭳꭴꭵꭶꭷꭸꭹꭺꭻꭼꭽꭾꭿꮀꮁꮂꮃꮄꮅꮆꮇꮈꮉꮊꮋꮌꮍꮎꮏꮐꮑꮒꮓꮔꮕꮖꮗꮘꮙꮚꮛꮜꮝꮞꮟꮠꮡꮢꮣꮤꮥꮦꮧꮨꮩꮪꮫꮬꮭꮮꮯꮰꮱꮲꮳꮴꮵꮶꮷꮸꮹꮺꮻꮼꮽꮾꮿᏸᏹᏺᏻᏼᏽაბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰჱჲჳჴჵჶჷჸჹჺჽჾჿßỻỽỿⅎↄⰰⰱⰲⰳⰴⰵⰶⰷⰸⰹⰺⰻⰼⰽⰾⰿⱀⱁⱂⱃⱄⱅⱆⱇⱈⱉⱊⱋⱌⱍⱎⱏⱐⱑⱒⱓⱔⱕⱖⱗⱘⱙⱚⱛⱜⱝⱞⱟⱡɫᵽɽⱨⱪⱬɑɱɐɒⱳⱶȿɀⲁⲃⲅⲇⲉⲋⲍⲏⲑⲓⲕⲗⲙⲛⲝⲟⲡⲣⲥⲧⲩⲫⲭⲯⲱⲳⲵⲷⲹⲻⲽⲿⳁⳃⳅⳇⳉⳋⳍⳏⳑⳓⳕⳗⳙⳛⳝⳟⳡⳣⳬⳮⳳꙁꙃꙅꙇꙉꙋꙍꙏꙑꙓꙕꙗꙙꙛꙝꙟꙡꙣꙥꙧꙩꙫꙭꚁꚃꚅꚇꚉꚋꚍꚏꚑꚓꚕꚗꚙꚛꜣꜥꜧꜩꜫꜭꜯꜳꜵꜷꜹꜻꜽꜿꝁꝃꝅꝇꝉꝋꝍꝏꝑꝓꝕꝗꝙꝛꝝꝟꝡꝣꝥꝧꝩꝫꝭꝯꝺꝼᵹꝿꞁꞃꞅꞇꞌɥꞑꞓꞗꞙꞛꞝꞟꞡꞣꞥꞧꞩɦɜɡɬɪʞʇʝꭓꞵꞷꞹꞻꞽꞿꟁꟃꞔʂᶎꟈꟊꟑꟗꟙꟶ𐐨𐐩𐐪𐐫𐐬𐐭𐐮𐐯𐐰𐐱𐐲𐐳𐐴𐐵𐐶𐐷𐐸𐐹𐐺𐐻𐐼𐐽𐐾𐐿𐑀𐑁𐑂𐑃𐑄𐑅𐑆𐑇𐑈𐑉𐑊𐑋𐑌𐑍𐑎𐑏𐓘𐓙𐓚𐓛𐓜𐓝𐓞𐓟𐓠𐓡𐓢𐓣𐓤𐓥𐓦𐓧𐓨𐓩𐓪𐓫𐓬𐓭𐓮𐓯𐓰𐓱𐓲𐓳𐓴𐓵𐓶𐓷𐓸𐓹𐓺𐓻𐖗𐖘𐖙𐖚𐖛𐖜𐖝𐖞𐖟𐖠𐖡𐖣𐖤𐖥𐖦𐖧𐖨𐖩𐖪𐖫𐖬𐖭𐖮𐖯𐖰𐖱𐖳𐖴𐖵𐖶𐖷𐖸𐖹𐖻𐖼𐳀𐳁𐳂𐳃𐳄𐳅𐳆𐳇𐳈𐳉𐳊𐳋𐳌𐳍𐳎𐳏𐳐𐳑𐳒𐳓𐳔𐳕𐳖𐳗𐳘𐳙𐳚𐳛𐳜𐳝𐳞𐳟𐳠𐳡𐳢𐳣𐳤𐳥𐳦𐳧𐳨𐳩𐳪𐳫𐳬𐳭𐳮𐳯𐳰𐳱𐳲𑣀𑣁𑣂𑣃𑣄𑣅𑣆𑣇𑣈𑣉𑣊𑣋𑣌𑣍𑣎𑣏𑣐𑣑𑣒𑣓𑣔𑣕𑣖𑣗𑣘𑣙𑣚𑣛𑣜𑣝𑣞𑣟𖹠𖹡𖹢𖹣𖹤𖹥𖹦𖹧𖹨𖹩𖹪𖹫𖹬𖹭𖹮𖹯𖹰𖹱𖹲𖹳𖹴𖹵𖹶𖹷𖹸𖹹𖹺𖹻𖹼𖹽𖹾𖹿𞤢𞤣𞤤𞤥𞤦𞤧𞤨𞤩𞤪𞤫𞤬𞤭𞤮𞤯𞤰𞤱𞤲𞤳𞤴𞤵𞤶𞤷𞤸𞤹𞤺𞤻𞤼𞤽𞤾𞤿𞥀𞥁𞥂𞥃']] LOOP
            IF folded ~ ('[' || letters[1] || ']') THEN
                folded := translate(folded, letters[1], letters[2]);
            END IF;
        END LOOP;
        folded := normalize(folded, NFC);
        IF folded ~ '[\U00002800\U00002010\U00002011\U00002012\U00002013\U00002014\U00002015\U00002212\U00002018\U00002019\U0000201b\U000002b9\U000002bb\U000002bc\U000002bd\U00002032\U0000055a\U000005f3\U0000a78c\U00002044\U000000df\U000003c2\U00000131\U00000237\U000000f8\U00000142\U000000e6\U00000153\U00000111\U000000f0\U000000fe\U00000127\U0000014b\U00000167\U00000180\U000001e5\U00000268\U000001b6]' THEN
            folded := translate(folded, '⠀‐‑‒–—―−‘’‛ʹʻʼʽ′՚׳ꞌ⁄ςıȷøłđðħŋŧƀǥɨƶ', ' -------''''''''''''''''''''''/σijolddhntbgiz');
            FOREACH letters SLICE 1 IN ARRAY ARRAY[['ß', 'ss'], ['æ', 'ae'], ['œ', 'oe'], ['þ', 'th']] LOOP
                folded := replace(folded, letters[1], letters[2]);
            END LOOP;
        END IF;
    END IF;
    -- Nearly all blanks are single ones, and replace() is faster than an expression.
    folded := replace(folded, E'\n', ' ');
    IF folded ~ '[\U00000009-\U0000000d\U0000001c-\U0000001f\U00000085\U00001680\U00002028\U00002029]|  ' THEN
        folded := regexp_replace(folded, '[\U00000009-\U0000000d\U0000001c-\U0000001f\U00000085\U00001680\U00002028\U00002029 ]*[\U00000009-\U0000000d\U0000001c-\U0000001f\U00000085\U00001680\U00002028\U00002029][\U00000009-\U0000000d\U0000001c-\U0000001f\U00000085\U00001680\U00002028\U00002029 ]*|  +', ' ', 'g');
    END IF;
    RETURN btrim(folded, ' ');
END $$;

CREATE FUNCTION public.fold_ticket_counts() RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed'
        OR NOT pg_try_advisory_xact_lock('ticket_count_delta'::regclass::bigint) THEN
        RETURN;
    END IF;
    WITH taken AS (
        DELETE FROM ticket_count_delta RETURNING category, priority, status, day, change
    ), counted AS (
        INSERT INTO ticket_count_folded AS folded (category, priority, status, tickets)
        SELECT category, priority, status, sum(change) FROM taken WHERE category IS NOT NULL
        GROUP BY category, priority, status HAVING sum(change) <> 0
        ON CONFLICT (category, priority, status)
            DO UPDATE SET tickets = folded.tickets + excluded.tickets
    )
    INSERT INTO ticket_day_folded AS folded (day, created)
    SELECT day, sum(change) FROM taken WHERE day IS NOT NULL
    GROUP BY day HAVING sum(change) <> 0
    ON CONFLICT (day) DO UPDATE SET created = folded.created + excluded.created;
END $$;

CREATE FUNCTION public.fold_ticket_times() RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed'
        OR NOT pg_try_advisory_xact_lock('ticket_time_delta'::regclass::bigint) THEN
        RETURN;
    END IF;
    WITH taken AS (
        DELETE FROM ticket_time_delta
        RETURNING day, measure, category, priority, assignee_id, step, change
    )
    INSERT INTO ticket_time_folded AS folded
        (day, measure, category, priority, assignee_id, step, tickets)
    SELECT day, measure, category, priority, assignee_id, step, sum(change) FROM taken
    GROUP BY day, measure, category, priority, assignee_id, step HAVING sum(change) <> 0
    ON CONFLICT (day, measure, category, priority, assignee_id, step)
        DO UPDATE SET tickets = folded.tickets + excluded.tickets;
END $$;

CREATE FUNCTION public.fold_ticket_times_now_and_then() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF (SELECT max(id) / 500 <> (min(id) - 1) / 500 FROM added) THEN
        PERFORM fold_ticket_times();
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.free_tickets(account integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT may_own_tickets(account) THEN
        UPDATE tickets_ticket SET assignee_id = NULL, updated_at = statement_timestamp()
        WHERE id IN (
            SELECT id FROM tickets_ticket
            WHERE assignee_id = account AND status IN ('open', 'in_progress')
            ORDER BY id FOR NO KEY UPDATE
        );
    END IF;
END $$;

CREATE FUNCTION public.free_tickets_of_account() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM free_tickets(NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION public.free_tickets_of_group() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM free_tickets(user_id) FROM auth_user_groups WHERE group_id = OLD.group_id;
    RETURN NULL;
END $$;

CREATE FUNCTION public.free_tickets_of_member() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM free_tickets(OLD.user_id);
    RETURN NULL;
END $$;

CREATE FUNCTION public.log_messages() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF (SELECT count(*) FROM (SELECT FROM written LIMIT 501) AS counted) > 500 THEN
        INSERT INTO ticket_change (kind) VALUES ('reload');
    ELSE
        INSERT INTO ticket_change (ticket_id, message_id, kind)
        SELECT ticket_id, id, 'message' FROM written ORDER BY id;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.log_removed_tickets() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO ticket_change (kind) VALUES ('reload');
    RETURN NULL;
END $$;

CREATE FUNCTION public.log_written_tickets() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF (SELECT count(*) FROM (SELECT FROM written LIMIT 501) AS counted) > 500 THEN
        INSERT INTO ticket_change (kind) VALUES ('reload');
    ELSE
        INSERT INTO ticket_change (ticket_id, kind) SELECT id, TG_ARGV[0] FROM written ORDER BY id;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.may_own_tickets(account integer) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    SELECT EXISTS (
        SELECT FROM auth_user AS person
        WHERE person.id = account AND person.is_active AND (
            person.is_superuser
            OR EXISTS (
                SELECT FROM auth_permission AS permission
                JOIN django_content_type AS content ON content.id = permission.content_type_id
                WHERE content.app_label = 'tickets' AND permission.codename = 'change_ticket'
                    AND (
                        EXISTS (
                            SELECT FROM auth_user_user_permissions AS held
                            WHERE held.user_id = account AND held.permission_id = permission.id
                        )
                        OR EXISTS (
                            SELECT FROM auth_user_groups AS member
                            JOIN auth_group_permissions AS held ON held.group_id = member.group_id
                            WHERE member.user_id = account AND held.permission_id = permission.id
                        )
                    )
            )
        )
    )
$$;

CREATE FUNCTION public.note_correction() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE ticket_suggestion SET
        final_category = NEW.category,
        category_corrected_at = CASE
            WHEN NEW.category = sent_category THEN NULL
            WHEN NEW.category = OLD.category THEN category_corrected_at
            ELSE statement_timestamp()
        END,
        final_priority = NEW.priority,
        priority_corrected_at = CASE
            WHEN NEW.priority = sent_priority THEN NULL
            WHEN NEW.priority = OLD.priority THEN priority_corrected_at
            ELSE statement_timestamp()
        END
    WHERE ticket_id = NEW.id;
    RETURN NULL;
END $$;

CREATE FUNCTION public.refuse_to_rewrite_audit() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'The audit trail can only be added to: % is refused.', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION public.refuse_to_rewrite_message() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT FROM tickets_ticket WHERE id = OLD.ticket_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'Messages can only be added: % is refused.', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION public.refuse_to_truncate_messages() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (SELECT FROM tickets_ticket) THEN
        RAISE EXCEPTION 'Messages can only be added: % is refused.', TG_OP
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.requester_in_audit(given bigint) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT coalesce(
        (
            SELECT btrim(concat_ws(' ', nullif(name, ''), '<' || email || '>'))
            FROM conversations_requester WHERE id = given
        ),
        ''
    )
$$;

CREATE FUNCTION public.start_waiting() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.waiting_since := NEW.created_at;
    RETURN NEW;
END $$;

CREATE FUNCTION public.stop_waiting() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.waiting_since := NULL;
    RETURN NEW;
END $$;

CREATE FUNCTION public.time_step(took interval) RETURNS smallint
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT floor(ln(greatest(extract(epoch FROM took), 1)) / ln(1.08))::smallint
$$;

CREATE TABLE public.accounts_apitoken (
    id bigint NOT NULL,
    name character varying(100) NOT NULL,
    public_id character varying(12) NOT NULL,
    secret_digest bytea NOT NULL,
    may_read boolean NOT NULL,
    may_write boolean NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    last_used_at timestamp with time zone,
    account_id integer NOT NULL,
    CONSTRAINT token_may_something CHECK ((may_read OR may_write))
);

ALTER TABLE public.accounts_apitoken ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_apitoken_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_externalidentity (
    id bigint NOT NULL,
    issuer character varying(500) NOT NULL,
    subject character varying(255) NOT NULL,
    account_id integer NOT NULL
);

ALTER TABLE public.accounts_externalidentity ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_externalidentity_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_linkrevocations (
    ticket_id bigint NOT NULL,
    revocations integer NOT NULL,
    revoked_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL
);

CREATE TABLE public.accounts_signinattempts (
    key bytea NOT NULL,
    failures integer NOT NULL,
    since timestamp with time zone DEFAULT statement_timestamp() NOT NULL
);

CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);

ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);

ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_user (
    id integer NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    is_superuser boolean NOT NULL,
    username character varying(150) NOT NULL,
    first_name character varying(150) NOT NULL,
    last_name character varying(150) NOT NULL,
    email character varying(254) NOT NULL,
    is_staff boolean NOT NULL,
    is_active boolean NOT NULL,
    date_joined timestamp with time zone NOT NULL
);

CREATE TABLE public.auth_user_groups (
    id bigint NOT NULL,
    user_id integer NOT NULL,
    group_id integer NOT NULL
);

ALTER TABLE public.auth_user_groups ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_user_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.auth_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_user_user_permissions (
    id bigint NOT NULL,
    user_id integer NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.auth_user_user_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_user_user_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.conversations_macro (
    id bigint NOT NULL,
    title character varying(100) NOT NULL,
    body text NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL
);

ALTER TABLE public.conversations_macro ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.conversations_macro_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.conversations_message (
    id bigint NOT NULL,
    number integer NOT NULL,
    public_number integer,
    kind character varying(10) NOT NULL,
    author_account_id integer,
    author_name character varying(150) DEFAULT ''::character varying NOT NULL,
    body text NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    ticket_id bigint NOT NULL,
    CONSTRAINT body_not_empty CHECK ((NOT (body = ''::text))),
    CONSTRAINT notes_have_no_public_number CHECK (((((kind)::text = 'note'::text) AND (public_number IS NULL)) OR ((NOT ((kind)::text = 'note'::text)) AND (public_number >= 1) AND (public_number IS NOT NULL)))),
    CONSTRAINT number_from_one CHECK ((number >= 1)),
    CONSTRAINT requests_have_no_account CHECK (((NOT ((kind)::text = 'request'::text)) OR (author_account_id IS NULL))),
    CONSTRAINT valid_kind CHECK (((kind)::text = ANY ((ARRAY['reply'::character varying, 'note'::character varying, 'request'::character varying])::text[])))
);

ALTER TABLE public.conversations_message ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.conversations_message_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.conversations_messagekey (
    id bigint NOT NULL,
    endpoint character varying(10) NOT NULL,
    key character varying(255) NOT NULL,
    body_digest bytea NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    ticket_id bigint NOT NULL,
    message_id bigint NOT NULL,
    sent_to bigint[]
);

ALTER TABLE public.conversations_messagekey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.conversations_messagekey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.conversations_requester (
    id bigint NOT NULL,
    name character varying(100) DEFAULT ''::character varying NOT NULL,
    email character varying(254),
    email_key character varying(254),
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    CONSTRAINT address_has_key CHECK ((((email IS NULL) AND (email_key IS NULL)) OR ((email IS NOT NULL) AND (email_key IS NOT NULL))))
);

ALTER TABLE public.conversations_requester ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.conversations_requester_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_admin_log (
    id integer NOT NULL,
    action_time timestamp with time zone NOT NULL,
    object_id text,
    object_repr character varying(200) NOT NULL,
    action_flag smallint NOT NULL,
    change_message text NOT NULL,
    content_type_id integer,
    user_id integer NOT NULL,
    CONSTRAINT django_admin_log_action_flag_check CHECK ((action_flag >= 0))
);

ALTER TABLE public.django_admin_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_admin_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);

ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);

ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);

CREATE TABLE public.suggestion_count_delta (
    id bigint NOT NULL,
    day date NOT NULL,
    origin character varying(10) NOT NULL,
    provider character varying(100) NOT NULL,
    model character varying(100) NOT NULL,
    prompt_version character varying(100) NOT NULL,
    field character varying(10) NOT NULL,
    stale boolean NOT NULL,
    suggested character varying(20) NOT NULL,
    sent character varying(20) NOT NULL,
    final character varying(20) NOT NULL,
    step smallint NOT NULL,
    suggestions bigint NOT NULL,
    confidence bigint NOT NULL,
    seconds bigint NOT NULL
)
WITH (autovacuum_vacuum_threshold='2000', autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_insert_threshold='-1', autovacuum_analyze_threshold='1000000000');

CREATE TABLE public.suggestion_count_folded (
    day date NOT NULL,
    origin character varying(10) NOT NULL,
    provider character varying(100) NOT NULL,
    model character varying(100) NOT NULL,
    prompt_version character varying(100) NOT NULL,
    field character varying(10) NOT NULL,
    stale boolean NOT NULL,
    suggested character varying(20) NOT NULL,
    sent character varying(20) NOT NULL,
    final character varying(20) NOT NULL,
    step smallint NOT NULL,
    suggestions bigint NOT NULL,
    confidence bigint NOT NULL,
    seconds bigint NOT NULL
)
WITH (fillfactor='50');

CREATE VIEW public.suggestion_count AS
 SELECT suggestion_count_folded.day,
    suggestion_count_folded.origin,
    suggestion_count_folded.provider,
    suggestion_count_folded.model,
    suggestion_count_folded.prompt_version,
    suggestion_count_folded.field,
    suggestion_count_folded.stale,
    suggestion_count_folded.suggested,
    suggestion_count_folded.sent,
    suggestion_count_folded.final,
    suggestion_count_folded.step,
    suggestion_count_folded.suggestions,
    suggestion_count_folded.confidence,
    suggestion_count_folded.seconds
   FROM public.suggestion_count_folded
UNION ALL
 SELECT suggestion_count_delta.day,
    suggestion_count_delta.origin,
    suggestion_count_delta.provider,
    suggestion_count_delta.model,
    suggestion_count_delta.prompt_version,
    suggestion_count_delta.field,
    suggestion_count_delta.stale,
    suggestion_count_delta.suggested,
    suggestion_count_delta.sent,
    suggestion_count_delta.final,
    suggestion_count_delta.step,
    suggestion_count_delta.suggestions,
    suggestion_count_delta.confidence,
    suggestion_count_delta.seconds
   FROM public.suggestion_count_delta;

ALTER TABLE public.suggestion_count_delta ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.suggestion_count_delta_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ticket_audit (
    id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    changed_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    account_id integer,
    request_id character varying(64),
    field character varying(20) NOT NULL,
    old_value text NOT NULL,
    new_value text NOT NULL,
    by_requester boolean DEFAULT false NOT NULL,
    CONSTRAINT plausible_audit_time CHECK (((changed_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (changed_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE public.ticket_audit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.ticket_audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ticket_change (
    id bigint NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    ticket_id bigint,
    kind text NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    message_id bigint,
    CONSTRAINT ticket_change_check CHECK (((ticket_id IS NULL) = (kind = 'reload'::text))),
    CONSTRAINT ticket_change_kind_check CHECK ((kind = ANY (ARRAY['created'::text, 'changed'::text, 'message'::text, 'reload'::text]))),
    CONSTRAINT ticket_change_message_check CHECK (((message_id IS NULL) = (kind <> 'message'::text)))
);

ALTER TABLE public.ticket_change ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.ticket_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ticket_count_delta (
    id bigint NOT NULL,
    category character varying(20),
    priority character varying(20),
    status character varying(20),
    day date,
    change bigint NOT NULL
)
WITH (autovacuum_vacuum_threshold='2000', autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_insert_threshold='-1', autovacuum_analyze_threshold='1000000000');

CREATE TABLE public.ticket_count_folded (
    category character varying(20) NOT NULL,
    priority character varying(20) NOT NULL,
    status character varying(20) NOT NULL,
    tickets bigint NOT NULL
)
WITH (fillfactor='50');

CREATE VIEW public.ticket_count AS
 SELECT ticket_count_folded.category,
    ticket_count_folded.priority,
    ticket_count_folded.status,
    ticket_count_folded.tickets
   FROM public.ticket_count_folded
UNION ALL
 SELECT ticket_count_delta.category,
    ticket_count_delta.priority,
    ticket_count_delta.status,
    ticket_count_delta.change AS tickets
   FROM public.ticket_count_delta
  WHERE (ticket_count_delta.category IS NOT NULL);

ALTER TABLE public.ticket_count_delta ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.ticket_count_delta_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ticket_day_folded (
    day date NOT NULL,
    created bigint NOT NULL
)
WITH (fillfactor='50');

CREATE VIEW public.ticket_day_count AS
 SELECT ticket_day_folded.day,
    ticket_day_folded.created
   FROM public.ticket_day_folded
UNION ALL
 SELECT ticket_count_delta.day,
    ticket_count_delta.change AS created
   FROM public.ticket_count_delta
  WHERE (ticket_count_delta.day IS NOT NULL);

CREATE TABLE public.ticket_suggestion (
    ticket_id bigint NOT NULL,
    token_id bytea,
    origin character varying(10) NOT NULL,
    stale boolean NOT NULL,
    provider character varying(100) NOT NULL,
    model character varying(100) NOT NULL,
    prompt_version character varying(100) NOT NULL,
    confidence double precision,
    suggested_category character varying(20) NOT NULL,
    sent_category character varying(20) NOT NULL,
    final_category character varying(20) NOT NULL,
    category_corrected_at timestamp with time zone,
    suggested_priority character varying(20) NOT NULL,
    sent_priority character varying(20) NOT NULL,
    final_priority character varying(20) NOT NULL,
    priority_corrected_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    CONSTRAINT plausible_suggestion_times CHECK (((created_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (category_corrected_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (category_corrected_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (priority_corrected_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (priority_corrected_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

CREATE TABLE public.ticket_time_delta (
    id bigint NOT NULL,
    day date NOT NULL,
    measure character varying(20) NOT NULL,
    category character varying(20) NOT NULL,
    priority character varying(20) NOT NULL,
    assignee_id integer,
    step smallint NOT NULL,
    change bigint NOT NULL
)
WITH (autovacuum_vacuum_threshold='2000', autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_insert_threshold='-1', autovacuum_analyze_threshold='1000000000');

CREATE TABLE public.ticket_time_folded (
    day date NOT NULL,
    measure character varying(20) NOT NULL,
    category character varying(20) NOT NULL,
    priority character varying(20) NOT NULL,
    assignee_id integer,
    step smallint NOT NULL,
    tickets bigint NOT NULL
)
WITH (fillfactor='50');

CREATE VIEW public.ticket_time_count AS
 SELECT ticket_time_folded.day,
    ticket_time_folded.measure,
    ticket_time_folded.category,
    ticket_time_folded.priority,
    ticket_time_folded.assignee_id,
    ticket_time_folded.step,
    ticket_time_folded.tickets
   FROM public.ticket_time_folded
UNION ALL
 SELECT ticket_time_delta.day,
    ticket_time_delta.measure,
    ticket_time_delta.category,
    ticket_time_delta.priority,
    ticket_time_delta.assignee_id,
    ticket_time_delta.step,
    ticket_time_delta.change AS tickets
   FROM public.ticket_time_delta;

ALTER TABLE public.ticket_time_delta ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.ticket_time_delta_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ticket_times (
    ticket_id bigint NOT NULL,
    first_reply_at timestamp with time zone,
    answers integer DEFAULT 0 NOT NULL,
    resolved_at timestamp with time zone,
    resolved_category character varying(20),
    resolved_priority character varying(20),
    resolved_assignee_id integer,
    reopened boolean DEFAULT false NOT NULL
);

CREATE TABLE public.tickets_idempotencykey (
    id bigint NOT NULL,
    key character varying(255) NOT NULL,
    body_digest bytea NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    ticket_id bigint NOT NULL
);

ALTER TABLE public.tickets_idempotencykey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_idempotencykey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tickets_importedrow (
    key bytea NOT NULL,
    imported_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    ticket_id bigint
);

CREATE TABLE public.tickets_ticket (
    id bigint NOT NULL,
    title character varying(200) NOT NULL,
    description text NOT NULL,
    category character varying(20) NOT NULL,
    priority character varying(20) NOT NULL,
    status character varying(20) DEFAULT 'open'::character varying NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    search_text text COLLATE pg_catalog."C",
    requester_id bigint,
    assignee_id integer,
    waiting_since timestamp with time zone,
    duplicate_of_id bigint,
    CONSTRAINT description_not_empty CHECK ((NOT (description = ''::text))),
    CONSTRAINT plausible_times CHECK (((created_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT search_text_filled CHECK ((search_text IS NOT NULL)),
    CONSTRAINT title_not_empty CHECK ((NOT ((title)::text = ''::text))),
    CONSTRAINT valid_category CHECK (((category)::text = ANY ((ARRAY['billing'::character varying, 'technical'::character varying, 'account'::character varying, 'general'::character varying])::text[]))),
    CONSTRAINT valid_priority CHECK (((priority)::text = ANY ((ARRAY['low'::character varying, 'medium'::character varying, 'high'::character varying, 'critical'::character varying])::text[]))),
    CONSTRAINT valid_status CHECK (((status)::text = ANY ((ARRAY['open'::character varying, 'in_progress'::character varying, 'resolved'::character varying, 'closed'::character varying])::text[]))),
    CONSTRAINT waiting_since_is_plausible CHECK (((waiting_since >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (waiting_since < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);
ALTER TABLE ONLY public.tickets_ticket ALTER COLUMN search_text SET STATISTICS 1000;
ALTER TABLE ONLY public.tickets_ticket ALTER COLUMN search_text SET STORAGE EXTERNAL;

ALTER TABLE public.tickets_ticket ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_ticket_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

INSERT INTO public.accounts_apitoken (id, name, public_id, secret_digest, may_read, may_write, created_at, expires_at, revoked_at, last_used_at, account_id) VALUES
	(1, 'dump', '13b7756c9dc7', '\xad73212231cfe1c1a4256c25988185b9927ed429e800d22f00807e9f3ac44eed', true, true, '2026-11-28 11:54:31.990732+00', NULL, NULL, '2026-11-28 11:54:32.144037+00', 2),
	(2, 'dump', 'a4fd9ce7b62e', '\xa9b4cb612e7570f7e3ffd0821a6aed2adbe277579262c0020926d0f67cf1c57e', true, true, '2026-11-28 11:54:31.99298+00', NULL, NULL, '2026-11-28 11:54:32.174679+00', 3);

INSERT INTO public.auth_group (id, name) VALUES
	(1, 'viewer'),
	(2, 'agent'),
	(3, 'admin');

INSERT INTO public.auth_group_permissions (id, group_id, permission_id) VALUES
	(1, 1, 56),
	(2, 1, 40),
	(3, 1, 28),
	(4, 2, 56),
	(5, 2, 26),
	(6, 2, 40),
	(7, 2, 28),
	(8, 3, 26),
	(9, 3, 40),
	(10, 3, 9),
	(11, 3, 10),
	(12, 3, 12),
	(13, 3, 13),
	(14, 3, 14),
	(15, 3, 28),
	(16, 3, 16),
	(17, 3, 56),
	(18, 3, 89),
	(19, 3, 90),
	(20, 3, 92);

INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES
	(1, 'Can add log entry', 1, 'add_logentry'),
	(2, 'Can change log entry', 1, 'change_logentry'),
	(3, 'Can delete log entry', 1, 'delete_logentry'),
	(4, 'Can view log entry', 1, 'view_logentry'),
	(5, 'Can add permission', 2, 'add_permission'),
	(6, 'Can change permission', 2, 'change_permission'),
	(7, 'Can delete permission', 2, 'delete_permission'),
	(8, 'Can view permission', 2, 'view_permission'),
	(9, 'Can add group', 3, 'add_group'),
	(10, 'Can change group', 3, 'change_group'),
	(11, 'Can delete group', 3, 'delete_group'),
	(12, 'Can view group', 3, 'view_group'),
	(13, 'Can add user', 4, 'add_user'),
	(14, 'Can change user', 4, 'change_user'),
	(15, 'Can delete user', 4, 'delete_user'),
	(16, 'Can view user', 4, 'view_user'),
	(17, 'Can add content type', 5, 'add_contenttype'),
	(18, 'Can change content type', 5, 'change_contenttype'),
	(19, 'Can delete content type', 5, 'delete_contenttype'),
	(20, 'Can view content type', 5, 'view_contenttype'),
	(21, 'Can add session', 6, 'add_session'),
	(22, 'Can change session', 6, 'change_session'),
	(23, 'Can delete session', 6, 'delete_session'),
	(24, 'Can view session', 6, 'view_session'),
	(25, 'Can add ticket', 7, 'add_ticket'),
	(26, 'Can change ticket', 7, 'change_ticket'),
	(27, 'Can delete ticket', 7, 'delete_ticket'),
	(28, 'Can view ticket', 7, 'view_ticket'),
	(29, 'Can add idempotency key', 8, 'add_idempotencykey'),
	(30, 'Can change idempotency key', 8, 'change_idempotencykey'),
	(31, 'Can delete idempotency key', 8, 'delete_idempotencykey'),
	(32, 'Can view idempotency key', 8, 'view_idempotencykey'),
	(33, 'Can add imported row', 9, 'add_importedrow'),
	(34, 'Can change imported row', 9, 'change_importedrow'),
	(35, 'Can delete imported row', 9, 'delete_importedrow'),
	(36, 'Can view imported row', 9, 'view_importedrow'),
	(37, 'Can add ticket suggestion', 10, 'add_ticketsuggestion'),
	(38, 'Can change ticket suggestion', 10, 'change_ticketsuggestion'),
	(39, 'Can delete ticket suggestion', 10, 'delete_ticketsuggestion'),
	(40, 'Can view ticket suggestion', 10, 'view_ticketsuggestion'),
	(41, 'Can add suggestion count', 11, 'add_suggestioncount'),
	(42, 'Can change suggestion count', 11, 'change_suggestioncount'),
	(43, 'Can delete suggestion count', 11, 'delete_suggestioncount'),
	(44, 'Can view suggestion count', 11, 'view_suggestioncount'),
	(45, 'Can add ticket count', 12, 'add_ticketcount'),
	(46, 'Can change ticket count', 12, 'change_ticketcount'),
	(47, 'Can delete ticket count', 12, 'delete_ticketcount'),
	(48, 'Can view ticket count', 12, 'view_ticketcount'),
	(49, 'Can add day count', 13, 'add_daycount'),
	(50, 'Can change day count', 13, 'change_daycount'),
	(51, 'Can delete day count', 13, 'delete_daycount'),
	(52, 'Can view day count', 13, 'view_daycount'),
	(53, 'Can add ticket change', 14, 'add_ticketchange'),
	(54, 'Can change ticket change', 14, 'change_ticketchange'),
	(55, 'Can delete ticket change', 14, 'delete_ticketchange'),
	(56, 'Can view ticket change', 14, 'view_ticketchange'),
	(57, 'Can add requester', 15, 'add_requester'),
	(58, 'Can change requester', 15, 'change_requester'),
	(59, 'Can delete requester', 15, 'delete_requester'),
	(60, 'Can view requester', 15, 'view_requester'),
	(61, 'Can add macro', 16, 'add_macro'),
	(62, 'Can change macro', 16, 'change_macro'),
	(63, 'Can delete macro', 16, 'delete_macro'),
	(64, 'Can view macro', 16, 'view_macro'),
	(65, 'Can add message', 17, 'add_message'),
	(66, 'Can change message', 17, 'change_message'),
	(67, 'Can delete message', 17, 'delete_message'),
	(68, 'Can view message', 17, 'view_message'),
	(69, 'Can add message key', 18, 'add_messagekey'),
	(70, 'Can change message key', 18, 'change_messagekey'),
	(71, 'Can delete message key', 18, 'delete_messagekey'),
	(72, 'Can view message key', 18, 'view_messagekey'),
	(73, 'Can add ticket times', 19, 'add_tickettimes'),
	(74, 'Can change ticket times', 19, 'change_tickettimes'),
	(75, 'Can delete ticket times', 19, 'delete_tickettimes'),
	(76, 'Can view ticket times', 19, 'view_tickettimes'),
	(77, 'Can add time count', 20, 'add_timecount'),
	(78, 'Can change time count', 20, 'change_timecount'),
	(79, 'Can delete time count', 20, 'delete_timecount'),
	(80, 'Can view time count', 20, 'view_timecount'),
	(81, 'Can add sign in attempts', 21, 'add_signinattempts'),
	(82, 'Can change sign in attempts', 21, 'change_signinattempts'),
	(83, 'Can delete sign in attempts', 21, 'delete_signinattempts'),
	(84, 'Can view sign in attempts', 21, 'view_signinattempts'),
	(85, 'Can add link revocations', 22, 'add_linkrevocations'),
	(86, 'Can change link revocations', 22, 'change_linkrevocations'),
	(87, 'Can delete link revocations', 22, 'delete_linkrevocations'),
	(88, 'Can view link revocations', 22, 'view_linkrevocations'),
	(89, 'Can add API token', 23, 'add_apitoken'),
	(90, 'Can change API token', 23, 'change_apitoken'),
	(91, 'Can delete API token', 23, 'delete_apitoken'),
	(92, 'Can view API token', 23, 'view_apitoken'),
	(93, 'Can add external identity', 24, 'add_externalidentity'),
	(94, 'Can change external identity', 24, 'change_externalidentity'),
	(95, 'Can delete external identity', 24, 'delete_externalidentity'),
	(96, 'Can view external identity', 24, 'view_externalidentity');

INSERT INTO public.auth_user (id, password, last_login, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined) VALUES
	(1, 'pbkdf2_sha256$1000000$hP4fRrkoPWB2zk3RNf2CgL$TOhFe4eFHO3jnl1ASVXh3nv1UnDOE7/eOdJDgWOed3Q=', NULL, false, 'boss', 'Bo', 'Boss', '', false, true, '2026-11-28 11:54:31.231407+00'),
	(2, 'pbkdf2_sha256$1000000$yXt07pZi1GYzd9XmVJQxk0$fPOMiU/rDKHnxrE5L28B97SoRj1ldmBSCr7rKNczUy0=', NULL, false, 'anna', 'Anna', 'Ek', '', false, true, '2026-11-28 11:54:31.431452+00'),
	(3, 'pbkdf2_sha256$1000000$bvW8Y8df3if39hTxjuYyDS$mQtX9uH6hup1XqsmSd5VdsheQDxcZwgiq7Hc8DFlKDM=', NULL, false, 'cy', '', '', '', false, true, '2026-11-28 11:54:31.617822+00'),
	(4, 'pbkdf2_sha256$1000000$dC3NkcavVGMIHcNsXRuYXz$dytXI1vESSclGlweVmqRv6IAy2HT+iXWpw6x91+y5Uo=', NULL, false, 'vera', 'Vera', 'Lind', '', false, true, '2026-11-28 11:54:31.801859+00');

INSERT INTO public.auth_user_groups (id, user_id, group_id) VALUES
	(1, 1, 3),
	(2, 2, 2),
	(3, 3, 2),
	(4, 4, 1);

INSERT INTO public.conversations_macro (id, title, body, created_at, updated_at) VALUES
	(1, 'Refund', 'Dear {{requester.name}}, we have paid.', '2026-11-28 11:54:32.149672+00', '2026-11-28 11:54:32.149398+00');

INSERT INTO public.conversations_message (id, number, public_number, kind, author_account_id, author_name, body, created_at, ticket_id) VALUES
	(1, 1, 1, 'reply', 2, 'Anna Ek', 'How large is it?', '2026-11-28 11:54:32.158698+00', 1),
	(2, 2, 2, 'request', NULL, 'Person 0', '25 MB.', '2026-11-28 11:54:32.169748+00', 1),
	(3, 3, NULL, 'note', 3, 'Agent 3', 'They mean the other limit.', '2026-11-28 11:54:32.17937+00', 1),
	(4, 4, 3, 'reply', 3, 'Agent 3', 'The limit is 30 MB now.', '2026-11-28 11:54:32.187398+00', 1),
	(5, 5, 4, 'request', NULL, 'Person 0', 'Still not.', '2026-11-28 11:54:32.196283+00', 1),
	(6, 1, 1, 'reply', 2, 'Anna Ek', 'We have paid it back.', '2026-11-28 11:54:32.212375+00', 2),
	(7, 1, 1, 'reply', 2, 'Anna Ek', 'We have paid it back.', '2026-11-28 11:54:32.21473+00', 6),
	(8, 1, 1, 'reply', 3, 'Agent 3', 'Try now.', '2026-11-28 11:54:32.249432+00', 5);

INSERT INTO public.conversations_messagekey (id, endpoint, key, body_digest, created_at, ticket_id, message_id, sent_to) VALUES
	(1, 'ticket', '0-reply-16', '\x2c96965dac363dfe826408eaefa5da6f695689d64bd6dc5fa043289c55a0543a', '2026-11-28 11:54:32.162795+00', 1, 1, NULL),
	(2, 'link', 'answer', '\x20f97c70ab0dffc81d2836d696bd7948c982112696b6cd762aab44d03558663b', '2026-11-28 11:54:32.171399+00', 1, 2, NULL),
	(3, 'ticket', '0-note-26', '\xde90fbeeb0d3d08cb11bd7e3577e8a2c35f552cca3141d99353f1db132e2007e', '2026-11-28 11:54:32.180268+00', 1, 3, NULL),
	(4, 'ticket', '0-reply-23', '\x8d2068231e36995dc8c1d38c28ce63f9207515464e2a8cd7513baa839fb3ebb2', '2026-11-28 11:54:32.190095+00', 1, 4, NULL),
	(5, 'link', 'again', '\xab7d90b96cfc2c3d3bb5e6f8ba23b27dee39c77d3f9e0fd6e440b21d9229744d', '2026-11-28 11:54:32.198223+00', 1, 5, NULL),
	(6, 'ticket', '1-reply-21', '\x04cd16767bd0ea18fda6efc0762658a626c9e7f2cf05e47bb400f1fee1bb5354', '2026-11-28 11:54:32.217127+00', 2, 6, '{6}'),
	(7, 'ticket', '4-reply-8', '\xfae9ae9359f197632999bb0c7053defe76d35d337b5ecb7e76fb8d18c7fac709', '2026-11-28 11:54:32.251474+00', 5, 8, NULL);

INSERT INTO public.conversations_requester (id, name, email, email_key, created_at) VALUES
	(1, 'Person 0', 'person0@example.com', 'person0@example.com', '2026-11-28 11:54:32.119771+00'),
	(2, 'Person 2', 'person2@example.com', 'person2@example.com', '2026-11-28 11:54:32.131801+00'),
	(3, 'Person 4', 'person4@example.com', 'person4@example.com', '2026-11-28 11:54:32.136413+00'),
	(4, 'Person 6', 'person6@example.com', 'person6@example.com', '2026-11-28 11:54:32.139199+00');

INSERT INTO public.django_content_type (id, app_label, model) VALUES
	(1, 'admin', 'logentry'),
	(2, 'auth', 'permission'),
	(3, 'auth', 'group'),
	(4, 'auth', 'user'),
	(5, 'contenttypes', 'contenttype'),
	(6, 'sessions', 'session'),
	(7, 'tickets', 'ticket'),
	(8, 'tickets', 'idempotencykey'),
	(9, 'tickets', 'importedrow'),
	(10, 'tickets', 'ticketsuggestion'),
	(11, 'tickets', 'suggestioncount'),
	(12, 'tickets', 'ticketcount'),
	(13, 'tickets', 'daycount'),
	(14, 'tickets', 'ticketchange'),
	(15, 'conversations', 'requester'),
	(16, 'conversations', 'macro'),
	(17, 'conversations', 'message'),
	(18, 'conversations', 'messagekey'),
	(19, 'conversations', 'tickettimes'),
	(20, 'conversations', 'timecount'),
	(21, 'accounts', 'signinattempts'),
	(22, 'accounts', 'linkrevocations'),
	(23, 'accounts', 'apitoken'),
	(24, 'accounts', 'externalidentity');

INSERT INTO public.django_migrations (id, app, name, applied) VALUES
	(1, 'contenttypes', '0001_initial', '2026-11-28 11:54:29.862564+00'),
	(2, 'contenttypes', '0002_remove_content_type_name', '2026-11-28 11:54:29.866598+00'),
	(3, 'auth', '0001_initial', '2026-11-28 11:54:29.89242+00'),
	(4, 'auth', '0002_alter_permission_name_max_length', '2026-11-28 11:54:29.896652+00'),
	(5, 'auth', '0003_alter_user_email_max_length', '2026-11-28 11:54:29.900469+00'),
	(6, 'auth', '0004_alter_user_username_opts', '2026-11-28 11:54:29.904693+00'),
	(7, 'auth', '0005_alter_user_last_login_null', '2026-11-28 11:54:29.909144+00'),
	(8, 'auth', '0006_require_contenttypes_0002', '2026-11-28 11:54:29.910044+00'),
	(9, 'auth', '0007_alter_validators_add_error_messages', '2026-11-28 11:54:29.913063+00'),
	(10, 'auth', '0008_alter_user_username_max_length', '2026-11-28 11:54:29.919778+00'),
	(11, 'auth', '0009_alter_user_last_name_max_length', '2026-11-28 11:54:29.92315+00'),
	(12, 'auth', '0010_alter_group_name_max_length', '2026-11-28 11:54:29.926597+00'),
	(13, 'auth', '0011_update_proxy_permissions', '2026-11-28 11:54:29.929296+00'),
	(14, 'auth', '0012_alter_user_first_name_max_length', '2026-11-28 11:54:29.93241+00'),
	(15, 'accounts', '0001_sign_in_attempts', '2026-11-28 11:54:29.966638+00'),
	(16, 'accounts', '0002_tokens_and_links', '2026-11-28 11:54:29.967569+00'),
	(17, 'accounts', '0003_external_identity', '2026-11-28 11:54:29.968103+00'),
	(18, 'accounts', '0004_one_account_for_a_name', '2026-11-28 11:54:30.068074+00'),
	(19, 'admin', '0001_initial', '2026-11-28 11:54:30.080211+00'),
	(20, 'admin', '0002_logentry_remove_auto_add', '2026-11-28 11:54:30.084977+00'),
	(21, 'admin', '0003_logentry_add_action_flag_choices', '2026-11-28 11:54:30.089223+00'),
	(22, 'tickets', '0001_tickets', '2026-11-28 11:54:30.137915+00'),
	(23, 'tickets', '0100_ticket_change_log', '2026-11-28 11:54:30.138964+00'),
	(24, 'tickets', '0200_ticket_counters', '2026-11-28 11:54:30.139517+00'),
	(25, 'tickets', '0201_count_existing_tickets', '2026-11-28 11:54:30.140036+00'),
	(26, 'tickets', '0202_count_models', '2026-11-28 11:54:30.140465+00'),
	(27, 'tickets', '0203_filter_index', '2026-11-28 11:54:30.140876+00'),
	(28, 'tickets', '0204_search_statistics', '2026-11-28 11:54:30.141268+00'),
	(29, 'tickets', '0205_imported_rows', '2026-11-28 11:54:30.14166+00'),
	(30, 'tickets', '0206_suggestion_ledger', '2026-11-28 11:54:30.142036+00'),
	(31, 'tickets', '0207_audit_trail', '2026-11-28 11:54:30.142406+00'),
	(32, 'tickets', '0208_audit_accounts', '2026-11-28 11:54:30.142796+00'),
	(33, 'tickets', '0209_lighter_counters', '2026-11-28 11:54:30.143176+00'),
	(34, 'tickets', '0210_plausible_times', '2026-11-28 11:54:30.154988+00'),
	(35, 'tickets', '0211_correct_times', '2026-11-28 11:54:30.18054+00'),
	(36, 'tickets', '0212_sql_may_delete_tickets', '2026-11-28 11:54:30.191263+00'),
	(37, 'tickets', '0220_search_text', '2026-11-28 11:54:30.265833+00'),
	(38, 'tickets', '0224_one_search_index', '2026-11-28 11:54:30.296426+00'),
	(39, 'conversations', '0001_requesters', '2026-11-28 11:54:30.306393+00'),
	(40, 'tickets', '0300_conversation_columns', '2026-11-28 11:54:30.33575+00'),
	(41, 'tickets', '0301_fill_waiting_since', '2026-11-28 11:54:30.345667+00'),
	(42, 'tickets', '0302_conversation_indexes', '2026-11-28 11:54:30.385351+00'),
	(43, 'conversations', '0002_messages', '2026-11-28 11:54:30.426258+00'),
	(44, 'conversations', '0003_free_tickets', '2026-11-28 11:54:30.428334+00'),
	(45, 'conversations', '0004_live_messages', '2026-11-28 11:54:30.437265+00'),
	(46, 'sessions', '0001_initial', '2026-11-28 11:54:30.443261+00'),
	(47, 'tickets', '0310_order_indexes', '2026-11-28 11:54:30.528506+00'),
	(48, 'tickets', '0001_initial', '2026-11-28 11:54:30.529909+00'),
	(49, 'accounts', '0001_initial', '2026-11-28 11:54:30.530342+00');

INSERT INTO public.ticket_audit (id, ticket_id, changed_at, account_id, request_id, field, old_value, new_value, by_requester) OVERRIDING SYSTEM VALUE VALUES
	(1, 1, '2026-11-28 11:54:32.161057+00', 2, '7cc99ce5bc0e4ba58954da92f559f88c', 'status', 'open', 'in_progress', false),
	(2, 1, '2026-11-28 11:54:32.161057+00', 2, '7cc99ce5bc0e4ba58954da92f559f88c', 'assignee', '', '2', false),
	(3, 1, '2026-11-28 11:54:32.188878+00', 3, '075cdc4fe3db4c94b344abfac4b333fe', 'status', 'in_progress', 'resolved', false),
	(4, 1, '2026-11-28 11:54:32.197186+00', NULL, 'b07d56215af8416a9df2a03c2121dccf', 'status', 'resolved', 'open', true),
	(5, 6, '2026-11-28 11:54:32.204388+00', 2, '64553784e52f4e69bb7b4f5e419a3337', 'status', 'open', 'closed', false),
	(6, 6, '2026-11-28 11:54:32.204388+00', 2, '64553784e52f4e69bb7b4f5e419a3337', 'duplicate_of', '', '2', false),
	(7, 2, '2026-11-28 11:54:32.213655+00', 2, '65115695acba4e6c80a48f513acdd2b9', 'status', 'open', 'resolved', false),
	(8, 6, '2026-11-28 11:54:32.215868+00', 2, '65115695acba4e6c80a48f513acdd2b9', 'status', 'closed', 'resolved', false),
	(9, 3, '2026-11-28 11:54:32.225626+00', 3, '83dd42d1add048d493f6d864da6dfc93', 'priority', 'high', 'critical', false),
	(10, 3, '2026-11-28 11:54:32.225626+00', 3, '83dd42d1add048d493f6d864da6dfc93', 'assignee', '', '2', false),
	(11, 4, '2026-11-28 11:54:32.234311+00', 3, '05f7ac777f10432293536347d31831ff', 'title', '空白のページ', '空白のページ 2', false),
	(12, 4, '2026-11-28 11:54:32.234311+00', 3, '05f7ac777f10432293536347d31831ff', 'status', 'open', 'in_progress', false),
	(13, 5, '2026-11-28 11:54:32.241681+00', 3, '2449052a93c44874b4df337150981891', 'assignee', '', '3', false),
	(14, 5, '2026-11-28 11:54:32.250696+00', 3, 'dd9f900da1fb4118837d315bca66ed15', 'status', 'open', 'in_progress', false),
	(15, 5, '2026-11-28 11:54:32.257433+00', 3, 'aa259468bce14cf2b54ed9ce1e3f55b6', 'status', 'in_progress', 'closed', false),
	(16, 5, '2026-11-28 11:54:32.262659+00', 3, '13b2bec6e9d9406eac80e877097313d0', 'status', 'closed', 'open', false);

INSERT INTO public.ticket_change (id, xid, ticket_id, kind, at, message_id) OVERRIDING SYSTEM VALUE VALUES
	(1, '865', 1, 'created', '2026-11-28 11:54:32.125418+00', NULL),
	(2, '866', 2, 'created', '2026-11-28 11:54:32.129201+00', NULL),
	(3, '867', 3, 'created', '2026-11-28 11:54:32.132746+00', NULL),
	(4, '868', 4, 'created', '2026-11-28 11:54:32.135231+00', NULL),
	(5, '869', 5, 'created', '2026-11-28 11:54:32.136789+00', NULL),
	(6, '870', 6, 'created', '2026-11-28 11:54:32.138222+00', NULL),
	(7, '871', 7, 'created', '2026-11-28 11:54:32.139535+00', NULL),
	(8, '872', 8, 'created', '2026-11-28 11:54:32.140794+00', NULL),
	(9, '875', 1, 'message', '2026-11-28 11:54:32.160168+00', 1),
	(10, '875', 1, 'changed', '2026-11-28 11:54:32.162343+00', NULL),
	(11, '876', 1, 'message', '2026-11-28 11:54:32.169926+00', 2),
	(12, '876', 1, 'changed', '2026-11-28 11:54:32.171002+00', NULL),
	(13, '878', 1, 'message', '2026-11-28 11:54:32.179516+00', 3),
	(14, '879', 1, 'message', '2026-11-28 11:54:32.187932+00', 4),
	(15, '879', 1, 'changed', '2026-11-28 11:54:32.189672+00', NULL),
	(16, '880', 1, 'message', '2026-11-28 11:54:32.196429+00', 5),
	(17, '880', 1, 'changed', '2026-11-28 11:54:32.197861+00', NULL),
	(18, '881', 6, 'changed', '2026-11-28 11:54:32.20501+00', NULL),
	(19, '882', 2, 'message', '2026-11-28 11:54:32.212829+00', 6),
	(20, '882', 2, 'changed', '2026-11-28 11:54:32.214314+00', NULL),
	(21, '882', 6, 'message', '2026-11-28 11:54:32.215014+00', 7),
	(22, '882', 6, 'changed', '2026-11-28 11:54:32.216374+00', NULL),
	(23, '883', 3, 'changed', '2026-11-28 11:54:32.228241+00', NULL),
	(24, '884', 4, 'changed', '2026-11-28 11:54:32.234945+00', NULL),
	(25, '885', 5, 'changed', '2026-11-28 11:54:32.242082+00', NULL),
	(26, '886', 5, 'message', '2026-11-28 11:54:32.249816+00', 8),
	(27, '886', 5, 'changed', '2026-11-28 11:54:32.251075+00', NULL),
	(28, '887', 5, 'changed', '2026-11-28 11:54:32.25782+00', NULL),
	(29, '888', 5, 'changed', '2026-11-28 11:54:32.263115+00', NULL);

INSERT INTO public.ticket_count_delta (id, category, priority, status, day, change) OVERRIDING SYSTEM VALUE VALUES
	(1, 'billing', 'low', 'open', '2026-11-28', 1),
	(2, 'technical', 'medium', 'open', '2026-11-28', 1),
	(3, 'account', 'high', 'open', '2026-11-28', 1),
	(4, 'general', 'critical', 'open', '2026-11-28', 1),
	(5, 'billing', 'low', 'open', '2026-11-28', 1),
	(6, 'technical', 'medium', 'open', '2026-11-28', 1),
	(7, 'account', 'high', 'open', '2026-11-28', 1),
	(8, 'general', 'critical', 'open', '2026-11-28', 1),
	(9, 'billing', 'low', 'open', '2026-11-28', -1),
	(10, 'billing', 'low', 'in_progress', '2026-11-28', 1),
	(11, 'billing', 'low', 'in_progress', '2026-11-28', -1),
	(12, 'billing', 'low', 'resolved', '2026-11-28', 1),
	(13, 'billing', 'low', 'resolved', '2026-11-28', -1),
	(14, 'billing', 'low', 'open', '2026-11-28', 1),
	(15, 'technical', 'medium', 'open', '2026-11-28', -1),
	(16, 'technical', 'medium', 'closed', '2026-11-28', 1),
	(17, 'technical', 'medium', 'open', '2026-11-28', -1),
	(18, 'technical', 'medium', 'resolved', '2026-11-28', 1),
	(19, 'technical', 'medium', 'closed', '2026-11-28', -1),
	(20, 'technical', 'medium', 'resolved', '2026-11-28', 1),
	(21, 'account', 'high', 'open', '2026-11-28', -1),
	(22, 'account', 'critical', 'open', '2026-11-28', 1),
	(23, 'general', 'critical', 'open', '2026-11-28', -1),
	(24, 'general', 'critical', 'in_progress', '2026-11-28', 1),
	(25, 'billing', 'low', 'open', '2026-11-28', -1),
	(26, 'billing', 'low', 'in_progress', '2026-11-28', 1),
	(27, 'billing', 'low', 'in_progress', '2026-11-28', -1),
	(28, 'billing', 'low', 'closed', '2026-11-28', 1),
	(29, 'billing', 'low', 'closed', '2026-11-28', -1),
	(30, 'billing', 'low', 'open', '2026-11-28', 1);

INSERT INTO public.ticket_time_delta (id, day, measure, category, priority, assignee_id, step, change) OVERRIDING SYSTEM VALUE VALUES
	(1, '2026-11-28', 'first_reply', 'billing', 'low', 2, 0, 1),
	(2, '2026-11-28', 'answer', 'billing', 'low', 2, 0, 1),
	(3, '2026-11-28', 'resolution', 'billing', 'low', 2, 0, 1),
	(4, '2026-11-28', 'reopened', 'billing', 'low', 2, 0, 1),
	(5, '2026-11-28', 'first_reply', 'technical', 'medium', 2, 0, 1),
	(6, '2026-11-28', 'resolution', 'technical', 'medium', NULL, 0, 1),
	(7, '2026-11-28', 'first_reply', 'technical', 'medium', 2, 0, 1),
	(8, '2026-11-28', 'resolution', 'technical', 'medium', NULL, 0, 1),
	(9, '2026-11-28', 'first_reply', 'billing', 'low', 3, 0, 1),
	(10, '2026-11-28', 'reopened', 'billing', 'low', 3, 0, 1);

INSERT INTO public.ticket_times (ticket_id, first_reply_at, answers, resolved_at, resolved_category, resolved_priority, resolved_assignee_id, reopened) VALUES
	(1, '2026-11-28 11:54:32.158698+00', 1, '2026-11-28 11:54:32.188878+00', 'billing', 'low', 2, true),
	(2, '2026-11-28 11:54:32.212375+00', 0, '2026-11-28 11:54:32.213655+00', 'technical', 'medium', NULL, false),
	(6, '2026-11-28 11:54:32.21473+00', 0, '2026-11-28 11:54:32.215868+00', 'technical', 'medium', NULL, false),
	(5, '2026-11-28 11:54:32.249432+00', 0, NULL, NULL, NULL, NULL, true);

INSERT INTO public.tickets_idempotencykey (id, key, body_digest, created_at, ticket_id) VALUES
	(1, 'ticket-0', '\xf4b9ba2d9f3c3e1a92175c35df01e8b78d20e39c20ba4a8b62fcfbe386525569', '2026-11-28 11:54:32.119771+00', 1),
	(2, 'ticket-1', '\x7a620f04ed1ae9cbd2bb23edd36076acd41ca6e04d079d2e03a65ca4c766d1c5', '2026-11-28 11:54:32.128451+00', 2),
	(3, 'ticket-2', '\xe82feaa454e961424d68cb994fe62af5c8ccaf4fd21fc1fd0e931b532349951d', '2026-11-28 11:54:32.131801+00', 3),
	(4, 'ticket-3', '\x7da07143120dcb5d8c7ce6600f2e7c4c4727d72a6a7a7d202483fc54f7fbc082', '2026-11-28 11:54:32.134775+00', 4),
	(5, 'ticket-4', '\x57e30fabb25722e9e71dc0b29c2b392cd86139ece7b28d35e2fc4d045f9d8a4e', '2026-11-28 11:54:32.136413+00', 5),
	(6, 'ticket-5', '\xbd16df4a746ba216bdc3470e5b6b39c981f250281483d4487bc052d35bdccd12', '2026-11-28 11:54:32.137977+00', 6),
	(7, 'ticket-6', '\x34c6aee9ffd591fee67125b139e28286a58af682e07d4d20005e59b65bbe9409', '2026-11-28 11:54:32.139199+00', 7),
	(8, 'ticket-7', '\x5b1f1a869224c3fc2996e266d1d7a54eee83cdc16cd1e21812a457a07b725cf8', '2026-11-28 11:54:32.14053+00', 8);

INSERT INTO public.tickets_ticket (id, title, description, category, priority, status, created_at, updated_at, search_text, requester_id, assignee_id, waiting_since, duplicate_of_id) VALUES
	(7, 'Wie ändere ich die Adresse?', 'Ich ziehe um.', 'account', 'high', 'open', '2026-11-28 11:54:32.139199+00', '2026-11-28 11:54:32.139199+00', 'wie andere ich die adresse?
ich ziehe um.', 4, NULL, '2026-11-28 11:54:32.139199+00', NULL),
	(8, 'Slow page', 'Ten seconds.', 'general', 'critical', 'open', '2026-11-28 11:54:32.14053+00', '2026-11-28 11:54:32.14053+00', 'slow page
ten seconds.', NULL, NULL, '2026-11-28 11:54:32.14053+00', NULL),
	(1, 'Große Anhänge', 'Ein Anhang über 20 MB wird abgelehnt.', 'billing', 'low', 'open', '2026-11-28 11:54:32.119771+00', '2026-11-28 11:54:32.196952+00', 'grosse anhange
ein anhang uber 20 mb wird abgelehnt.', 1, 2, '2026-11-28 11:54:32.196283+00', NULL),
	(2, 'Charged twice', 'Two payments in May.', 'technical', 'medium', 'resolved', '2026-11-28 11:54:32.128451+00', '2026-11-28 11:54:32.213441+00', 'charged twice
two payments in may.', NULL, NULL, NULL, NULL),
	(6, 'Charged twice again', 'The same.', 'technical', 'medium', 'resolved', '2026-11-28 11:54:32.137977+00', '2026-11-28 11:54:32.21562+00', 'charged twice again
the same.', NULL, NULL, NULL, 2),
	(3, 'Anmeldung geht nicht', 'Seit heute.', 'account', 'critical', 'open', '2026-11-28 11:54:32.131801+00', '2026-11-28 11:54:32.225381+00', 'anmeldung geht nicht
seit heute.', 2, 2, '2026-11-28 11:54:32.131801+00', NULL),
	(4, '空白のページ 2', 'ログイン後に表示されます。', 'general', 'critical', 'in_progress', '2026-11-28 11:54:32.134775+00', '2026-11-28 11:54:32.234032+00', '空白のページ 2
ログイン後に表示されます。', NULL, NULL, '2026-11-28 11:54:32.134775+00', NULL),
	(5, 'Export stops', 'At row 4,000.', 'billing', 'low', 'open', '2026-11-28 11:54:32.136413+00', '2026-11-28 11:54:32.262457+00', 'export stops
at row 4,000.', 3, 3, NULL, NULL);

SELECT pg_catalog.setval('public.accounts_apitoken_id_seq', 2, true);

SELECT pg_catalog.setval('public.accounts_externalidentity_id_seq', 1, false);

SELECT pg_catalog.setval('public.auth_group_id_seq', 3, true);

SELECT pg_catalog.setval('public.auth_group_permissions_id_seq', 20, true);

SELECT pg_catalog.setval('public.auth_permission_id_seq', 96, true);

SELECT pg_catalog.setval('public.auth_user_groups_id_seq', 4, true);

SELECT pg_catalog.setval('public.auth_user_id_seq', 4, true);

SELECT pg_catalog.setval('public.auth_user_user_permissions_id_seq', 1, false);

SELECT pg_catalog.setval('public.conversations_macro_id_seq', 1, true);

SELECT pg_catalog.setval('public.conversations_message_id_seq', 8, true);

SELECT pg_catalog.setval('public.conversations_messagekey_id_seq', 7, true);

SELECT pg_catalog.setval('public.conversations_requester_id_seq', 4, true);

SELECT pg_catalog.setval('public.django_admin_log_id_seq', 1, false);

SELECT pg_catalog.setval('public.django_content_type_id_seq', 24, true);

SELECT pg_catalog.setval('public.django_migrations_id_seq', 49, true);

SELECT pg_catalog.setval('public.suggestion_count_delta_id_seq', 1, false);

SELECT pg_catalog.setval('public.ticket_audit_id_seq', 16, true);

SELECT pg_catalog.setval('public.ticket_change_id_seq', 29, true);

SELECT pg_catalog.setval('public.ticket_count_delta_id_seq', 30, true);

SELECT pg_catalog.setval('public.ticket_time_delta_id_seq', 10, true);

SELECT pg_catalog.setval('public.tickets_idempotencykey_id_seq', 8, true);

SELECT pg_catalog.setval('public.tickets_ticket_id_seq', 8, true);

ALTER TABLE ONLY public.accounts_apitoken
    ADD CONSTRAINT accounts_apitoken_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_apitoken
    ADD CONSTRAINT accounts_apitoken_public_id_key UNIQUE (public_id);

ALTER TABLE ONLY public.accounts_externalidentity
    ADD CONSTRAINT accounts_externalidentity_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_linkrevocations
    ADD CONSTRAINT accounts_linkrevocations_pkey PRIMARY KEY (ticket_id);

ALTER TABLE ONLY public.accounts_signinattempts
    ADD CONSTRAINT accounts_signinattempts_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_user_groups
    ADD CONSTRAINT auth_user_groups_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_user_groups
    ADD CONSTRAINT auth_user_groups_user_id_group_id_94350c0c_uniq UNIQUE (user_id, group_id);

ALTER TABLE ONLY public.auth_user
    ADD CONSTRAINT auth_user_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_user_user_permissions
    ADD CONSTRAINT auth_user_user_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_user_user_permissions
    ADD CONSTRAINT auth_user_user_permissions_user_id_permission_id_14a6b632_uniq UNIQUE (user_id, permission_id);

ALTER TABLE ONLY public.auth_user
    ADD CONSTRAINT auth_user_username_key UNIQUE (username);

ALTER TABLE ONLY public.conversations_macro
    ADD CONSTRAINT conversations_macro_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.conversations_macro
    ADD CONSTRAINT conversations_macro_title_key UNIQUE (title);

ALTER TABLE ONLY public.conversations_message
    ADD CONSTRAINT conversations_message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.conversations_messagekey
    ADD CONSTRAINT conversations_messagekey_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.conversations_requester
    ADD CONSTRAINT conversations_requester_email_key_key UNIQUE (email_key);

ALTER TABLE ONLY public.conversations_requester
    ADD CONSTRAINT conversations_requester_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);

ALTER TABLE ONLY public.accounts_externalidentity
    ADD CONSTRAINT one_account_of_a_subject UNIQUE (issuer, subject);

ALTER TABLE ONLY public.conversations_messagekey
    ADD CONSTRAINT one_message_of_a_key UNIQUE (ticket_id, endpoint, key);

ALTER TABLE ONLY public.conversations_message
    ADD CONSTRAINT one_message_of_a_number UNIQUE (ticket_id, number);

ALTER TABLE ONLY public.conversations_message
    ADD CONSTRAINT one_message_of_a_public_number UNIQUE (ticket_id, public_number);

ALTER TABLE ONLY public.suggestion_count_folded
    ADD CONSTRAINT suggestion_count_folded_pkey PRIMARY KEY (day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step);

ALTER TABLE ONLY public.ticket_audit
    ADD CONSTRAINT ticket_audit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ticket_change
    ADD CONSTRAINT ticket_change_pkey PRIMARY KEY (xid, id);

ALTER TABLE ONLY public.ticket_count_folded
    ADD CONSTRAINT ticket_count_folded_pkey PRIMARY KEY (category, priority, status);

ALTER TABLE ONLY public.ticket_day_folded
    ADD CONSTRAINT ticket_day_folded_pkey PRIMARY KEY (day);

ALTER TABLE ONLY public.ticket_suggestion
    ADD CONSTRAINT ticket_suggestion_pkey PRIMARY KEY (ticket_id);

ALTER TABLE ONLY public.ticket_suggestion
    ADD CONSTRAINT ticket_suggestion_token_id_key UNIQUE (token_id);

ALTER TABLE ONLY public.ticket_time_folded
    ADD CONSTRAINT ticket_time_folded_day_measure_category_priority_assignee_i_key UNIQUE NULLS NOT DISTINCT (day, measure, category, priority, assignee_id, step);

ALTER TABLE ONLY public.ticket_times
    ADD CONSTRAINT ticket_times_pkey PRIMARY KEY (ticket_id);

ALTER TABLE ONLY public.tickets_idempotencykey
    ADD CONSTRAINT tickets_idempotencykey_key_key UNIQUE (key);

ALTER TABLE ONLY public.tickets_idempotencykey
    ADD CONSTRAINT tickets_idempotencykey_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tickets_importedrow
    ADD CONSTRAINT tickets_importedrow_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_pkey PRIMARY KEY (id);

CREATE INDEX accounts_apitoken_account_id_c5e627d6 ON public.accounts_apitoken USING btree (account_id);

CREATE INDEX accounts_apitoken_public_id_8db23eb5_like ON public.accounts_apitoken USING btree (public_id varchar_pattern_ops);

CREATE INDEX accounts_externalidentity_account_id_35b03861 ON public.accounts_externalidentity USING btree (account_id);

CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);

CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);

CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);

CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);

CREATE INDEX auth_user_groups_group_id_97559544 ON public.auth_user_groups USING btree (group_id);

CREATE INDEX auth_user_groups_user_id_6a12ed8b ON public.auth_user_groups USING btree (user_id);

CREATE INDEX auth_user_user_permissions_permission_id_1fbb5f2c ON public.auth_user_user_permissions USING btree (permission_id);

CREATE INDEX auth_user_user_permissions_user_id_a95ead1b ON public.auth_user_user_permissions USING btree (user_id);

CREATE INDEX auth_user_username_6821ab7c_like ON public.auth_user USING btree (username varchar_pattern_ops);

CREATE INDEX conversations_macro_title_01efc9d2_like ON public.conversations_macro USING btree (title varchar_pattern_ops);

CREATE INDEX conversations_message_ticket_id_ea081841 ON public.conversations_message USING btree (ticket_id);

CREATE INDEX conversations_messagekey_created_at_3971b165 ON public.conversations_messagekey USING btree (created_at);

CREATE INDEX conversations_messagekey_message_id_35e946e7 ON public.conversations_messagekey USING btree (message_id);

CREATE INDEX conversations_messagekey_ticket_id_7cb820c7 ON public.conversations_messagekey USING btree (ticket_id);

CREATE INDEX conversations_requester_email_key_2376d777_like ON public.conversations_requester USING btree (email_key varchar_pattern_ops);

CREATE INDEX django_admin_log_content_type_id_c4bce8eb ON public.django_admin_log USING btree (content_type_id);

CREATE INDEX django_admin_log_user_id_c564eba6 ON public.django_admin_log USING btree (user_id);

CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);

CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);

CREATE INDEX idx_assignee_changed ON public.tickets_ticket USING btree (assignee_id, updated_at DESC, id DESC) WHERE ((status)::text = ANY ((ARRAY['open'::character varying, 'in_progress'::character varying])::text[]));

CREATE INDEX idx_assignee_priority ON public.tickets_ticket USING btree (assignee_id, priority, created_at DESC, id DESC) WHERE ((status)::text = ANY ((ARRAY['open'::character varying, 'in_progress'::character varying])::text[]));

CREATE INDEX idx_assignee_waiting ON public.tickets_ticket USING btree (assignee_id, waiting_since, id) WHERE (waiting_since IS NOT NULL);

CREATE INDEX idx_attempts_since ON public.accounts_signinattempts USING btree (since);

CREATE INDEX idx_audit_ticket ON public.ticket_audit USING btree (ticket_id, id);

CREATE INDEX idx_suggestion_wrong ON public.ticket_suggestion USING btree (created_at DESC, ticket_id DESC) WHERE ((NOT ((suggested_category)::text = (final_category)::text)) OR (NOT ((suggested_priority)::text = (final_priority)::text)));

CREATE INDEX idx_ticket_assignee ON public.tickets_ticket USING btree (assignee_id, created_at DESC, id DESC);

CREATE INDEX idx_ticket_category ON public.tickets_ticket USING btree (category, created_at DESC, id DESC);

CREATE INDEX idx_ticket_changed ON public.tickets_ticket USING btree (updated_at DESC, id DESC, category, priority, status, created_at);

CREATE INDEX idx_ticket_created ON public.tickets_ticket USING btree (created_at DESC, id DESC);

CREATE INDEX idx_ticket_duplicate_of ON public.tickets_ticket USING btree (duplicate_of_id, created_at DESC, id DESC) WHERE (duplicate_of_id IS NOT NULL);

CREATE INDEX idx_ticket_filters ON public.tickets_ticket USING btree (category, priority, status, created_at DESC, id DESC);

CREATE INDEX idx_ticket_priority ON public.tickets_ticket USING btree (priority, created_at DESC, id DESC);

CREATE INDEX idx_ticket_requester ON public.tickets_ticket USING btree (requester_id, created_at DESC, id DESC) WHERE (requester_id IS NOT NULL);

CREATE INDEX idx_ticket_search ON public.tickets_ticket USING gin (search_text public.gin_trgm_ops);

CREATE INDEX idx_ticket_status ON public.tickets_ticket USING btree (status, created_at DESC, id DESC);

CREATE INDEX idx_ticket_waiting ON public.tickets_ticket USING btree (waiting_since, id) WHERE (waiting_since IS NOT NULL);

CREATE INDEX idx_unfinished_changed ON public.tickets_ticket USING btree (updated_at DESC, id DESC) WHERE ((status)::text = ANY ((ARRAY['open'::character varying, 'in_progress'::character varying])::text[]));

CREATE INDEX idx_unfinished_priority ON public.tickets_ticket USING btree (priority, created_at DESC, id DESC) WHERE ((status)::text = ANY ((ARRAY['open'::character varying, 'in_progress'::character varying])::text[]));

CREATE INDEX idx_waiting_changed ON public.tickets_ticket USING btree (updated_at DESC, id DESC) WHERE (waiting_since IS NOT NULL);

CREATE INDEX idx_waiting_priority ON public.tickets_ticket USING btree (priority, created_at DESC, id DESC) WHERE (waiting_since IS NOT NULL);

CREATE UNIQUE INDEX one_account_for_all_spellings_of_a_username ON public.auth_user USING btree (public.account_name_key((username)::text));

CREATE INDEX tickets_idempotencykey_created_at_0b48884b ON public.tickets_idempotencykey USING btree (created_at);

CREATE INDEX tickets_idempotencykey_key_cd00f21b_like ON public.tickets_idempotencykey USING btree (key varchar_pattern_ops);

CREATE INDEX tickets_idempotencykey_ticket_id_9d9743b0 ON public.tickets_idempotencykey USING btree (ticket_id);

CREATE INDEX tickets_importedrow_ticket_id_56b2c74f ON public.tickets_importedrow USING btree (ticket_id);

CREATE TRIGGER audit_changed AFTER UPDATE ON public.tickets_ticket FOR EACH ROW WHEN ((((((((((old.title)::text IS DISTINCT FROM (new.title)::text) OR (old.description IS DISTINCT FROM new.description)) OR ((old.category)::text IS DISTINCT FROM (new.category)::text)) OR ((old.priority)::text IS DISTINCT FROM (new.priority)::text)) OR ((old.status)::text IS DISTINCT FROM (new.status)::text)) OR (old.requester_id IS DISTINCT FROM new.requester_id)) OR (old.assignee_id IS DISTINCT FROM new.assignee_id)) OR (old.duplicate_of_id IS DISTINCT FROM new.duplicate_of_id))) EXECUTE FUNCTION public.audit_ticket();

CREATE TRIGGER count_changed AFTER UPDATE ON public.ticket_suggestion REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.count_suggestions();

CREATE TRIGGER count_changed AFTER UPDATE ON public.tickets_ticket REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.count_tickets();

CREATE TRIGGER count_created AFTER INSERT ON public.ticket_suggestion REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.count_suggestions();

CREATE TRIGGER count_created AFTER INSERT ON public.tickets_ticket REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.count_tickets();

CREATE TRIGGER count_deleted AFTER DELETE ON public.ticket_suggestion REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION public.count_suggestions();

CREATE TRIGGER count_deleted AFTER DELETE ON public.tickets_ticket REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION public.count_tickets();

CREATE TRIGGER count_reopened AFTER UPDATE ON public.tickets_ticket FOR EACH ROW WHEN ((((old.status)::text = ANY ((ARRAY['resolved'::character varying, 'closed'::character varying])::text[])) AND ((new.status)::text = ANY ((ARRAY['open'::character varying, 'in_progress'::character varying])::text[])))) EXECUTE FUNCTION public.count_reopened();

CREATE TRIGGER count_reply AFTER INSERT ON public.conversations_message FOR EACH ROW WHEN ((((new.kind)::text = 'reply'::text) AND (current_setting('conversations.loads'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION public.count_reply();

CREATE TRIGGER count_resolution AFTER UPDATE ON public.tickets_ticket FOR EACH ROW WHEN ((((old.status)::text <> 'resolved'::text) AND ((new.status)::text = 'resolved'::text))) EXECUTE FUNCTION public.count_resolution();

CREATE TRIGGER count_truncated AFTER TRUNCATE ON public.ticket_suggestion FOR EACH STATEMENT EXECUTE FUNCTION public.count_no_suggestions();

CREATE TRIGGER count_truncated AFTER TRUNCATE ON public.ticket_times FOR EACH STATEMENT EXECUTE FUNCTION public.count_no_times();

CREATE TRIGGER count_truncated AFTER TRUNCATE ON public.tickets_ticket FOR EACH STATEMENT EXECUTE FUNCTION public.count_no_tickets();

CREATE TRIGGER fold_now_and_then AFTER INSERT ON public.suggestion_count_delta REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.fold_suggestion_counts_now_and_then();

CREATE TRIGGER fold_now_and_then AFTER INSERT ON public.ticket_time_delta REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.fold_ticket_times_now_and_then();

CREATE CONSTRAINT TRIGGER free_tickets AFTER DELETE ON public.auth_group_permissions DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.free_tickets_of_group();

CREATE CONSTRAINT TRIGGER free_tickets AFTER UPDATE ON public.auth_user DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((old.is_active AND (NOT new.is_active)) OR (old.is_superuser AND (NOT new.is_superuser)))) EXECUTE FUNCTION public.free_tickets_of_account();

CREATE CONSTRAINT TRIGGER free_tickets AFTER DELETE ON public.auth_user_groups DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.free_tickets_of_member();

CREATE CONSTRAINT TRIGGER free_tickets AFTER DELETE ON public.auth_user_user_permissions DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.free_tickets_of_member();

CREATE TRIGGER log_changed AFTER UPDATE ON public.tickets_ticket REFERENCING NEW TABLE AS written FOR EACH STATEMENT WHEN ((current_setting('tickets.fills_search_text'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION public.log_written_tickets('changed');

CREATE TRIGGER log_created AFTER INSERT ON public.tickets_ticket REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.log_written_tickets('created');

CREATE TRIGGER log_deleted AFTER DELETE ON public.tickets_ticket FOR EACH STATEMENT EXECUTE FUNCTION public.log_removed_tickets();

CREATE TRIGGER log_messages AFTER INSERT ON public.conversations_message REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.log_messages();

CREATE TRIGGER log_truncated AFTER TRUNCATE ON public.tickets_ticket FOR EACH STATEMENT EXECUTE FUNCTION public.log_removed_tickets();

CREATE TRIGGER note_correction AFTER UPDATE ON public.tickets_ticket FOR EACH ROW WHEN ((((old.category)::text <> (new.category)::text) OR ((old.priority)::text <> (new.priority)::text))) EXECUTE FUNCTION public.note_correction();

CREATE TRIGGER refuse_to_rewrite BEFORE DELETE OR UPDATE ON public.conversations_message FOR EACH ROW EXECUTE FUNCTION public.refuse_to_rewrite_message();

CREATE TRIGGER refuse_to_rewrite BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ticket_audit FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_to_rewrite_audit();

CREATE TRIGGER refuse_to_truncate AFTER TRUNCATE ON public.conversations_message FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_to_truncate_messages();

CREATE TRIGGER search_text_of_changed BEFORE UPDATE OF title, description, search_text ON public.tickets_ticket FOR EACH ROW EXECUTE FUNCTION public.fill_search_text();

CREATE TRIGGER search_text_of_new BEFORE INSERT ON public.tickets_ticket FOR EACH ROW WHEN ((new.search_text IS NULL)) EXECUTE FUNCTION public.fill_search_text();

CREATE TRIGGER waiting_ends BEFORE UPDATE OF status, waiting_since ON public.tickets_ticket FOR EACH ROW WHEN (((new.waiting_since IS NOT NULL) AND ((new.status)::text = ANY ((ARRAY['resolved'::character varying, 'closed'::character varying])::text[])))) EXECUTE FUNCTION public.stop_waiting();

CREATE TRIGGER waiting_never_starts BEFORE INSERT ON public.tickets_ticket FOR EACH ROW WHEN (((new.waiting_since IS NOT NULL) AND ((new.status)::text = ANY ((ARRAY['resolved'::character varying, 'closed'::character varying])::text[])))) EXECUTE FUNCTION public.stop_waiting();

CREATE TRIGGER waiting_starts BEFORE INSERT ON public.tickets_ticket FOR EACH ROW WHEN (((new.waiting_since IS NULL) AND ((new.status)::text = ANY ((ARRAY['open'::character varying, 'in_progress'::character varying])::text[])) AND (current_setting('conversations.loads'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION public.start_waiting();

ALTER TABLE ONLY public.accounts_apitoken
    ADD CONSTRAINT accounts_apitoken_account_id_c5e627d6_fk_auth_user_id FOREIGN KEY (account_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_externalidentity
    ADD CONSTRAINT accounts_externalidentity_account_id_35b03861_fk_auth_user_id FOREIGN KEY (account_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_user_groups
    ADD CONSTRAINT auth_user_groups_group_id_97559544_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_user_groups
    ADD CONSTRAINT auth_user_groups_user_id_6a12ed8b_fk_auth_user_id FOREIGN KEY (user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_user_user_permissions
    ADD CONSTRAINT auth_user_user_permi_permission_id_1fbb5f2c_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_user_user_permissions
    ADD CONSTRAINT auth_user_user_permissions_user_id_a95ead1b_fk_auth_user_id FOREIGN KEY (user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_content_type_id_c4bce8eb_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_user_id_c564eba6_fk_auth_user_id FOREIGN KEY (user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_idempotencykey
    ADD CONSTRAINT idempotency_key_ticket FOREIGN KEY (ticket_id) REFERENCES public.tickets_ticket(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_importedrow
    ADD CONSTRAINT imported_row_ticket FOREIGN KEY (ticket_id) REFERENCES public.tickets_ticket(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.conversations_messagekey
    ADD CONSTRAINT message_key_message FOREIGN KEY (message_id) REFERENCES public.conversations_message(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.conversations_messagekey
    ADD CONSTRAINT message_key_ticket FOREIGN KEY (ticket_id) REFERENCES public.tickets_ticket(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.conversations_message
    ADD CONSTRAINT message_ticket FOREIGN KEY (ticket_id) REFERENCES public.tickets_ticket(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT ticket_assignee FOREIGN KEY (assignee_id) REFERENCES public.auth_user(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT ticket_duplicate_of FOREIGN KEY (duplicate_of_id) REFERENCES public.tickets_ticket(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT ticket_requester FOREIGN KEY (requester_id) REFERENCES public.conversations_requester(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.ticket_suggestion
    ADD CONSTRAINT ticket_suggestion_ticket FOREIGN KEY (ticket_id) REFERENCES public.tickets_ticket(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.ticket_times
    ADD CONSTRAINT times_ticket FOREIGN KEY (ticket_id) REFERENCES public.tickets_ticket(id) ON DELETE CASCADE;

