#!/usr/bin/python3
"""Turns OAI-PMH records into rows of the RegTAP tables of rr/q.rd.

usage: make_regtap.py OAI_URL OUT.jsonl [N_SYNTHETIC]

Harvests OAI_URL (following resumption tokens) and adds N_SYNTHETIC (default
100) made-up resources whose access URLs are those of the harvested services.
"""
import json, random, sys, urllib.parse, urllib.request
import xml.etree.ElementTree as ET

OAI, OUT = sys.argv[1:3]
NSYN = int(sys.argv[3]) if len(sys.argv) > 3 else 100
O = "{http://www.openarchives.org/OAI/2.0/}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}type"
PFX = {"VOResource": "vr", "VODataService": "vs", "ConeSearch": "cs"}


def records():
    pars = {"verb": "ListRecords", "metadataPrefix": "ivo_vor"}
    pages = 0
    while True:
        with urllib.request.urlopen(OAI + "?" + urllib.parse.urlencode(pars)) as f:
            root = ET.parse(f).getroot()
        pages += 1
        for rec in root.iter(O + "record"):
            for md in rec.findall(O + "metadata"):
                yield md[0]
        tok = root.find(".//" + O + "resumptionToken")
        if tok is None or not (tok.text or "").strip():
            print("%d OAI page(s)" % pages)
            return
        pars = {"verb": "ListRecords", "resumptionToken": tok.text}


def txt(el, path):
    e = el.find(path)
    return " ".join(e.text.split()) if e is not None and e.text else None


def hashlist(els):
    return "#".join(sorted({e.text.strip().lower() for e in els if e.text})) or None


def column(c, pars):
    dt = c.find("dataType")
    row = {"name": (txt(c, "name") or "").lower(), "ucd": (txt(c, "ucd") or "").lower() or None,
           "unit": txt(c, "unit"), "utype": (txt(c, "utype") or "").lower() or None,
           "std": {"true": 1, "false": 0}.get(c.get("std")),
           "datatype": dt.text.strip().lower() if dt is not None and dt.text else None,
           "extended_schema": None, "extended_type": dt.get("extendedType") if dt is not None else None,
           "arraysize": dt.get("arraysize") if dt is not None else None, "delim": None}
    if pars:
        row.update(param_use=c.get("use"), param_description=txt(c, "description"))
    else:
        row.update(type_system=(dt.get(XSI) or "").lower() if dt is not None else None,
                   flag=hashlist(c.findall("flag")), column_description=txt(c, "description"))
    return row


def rows(r):
    ivoid = txt(r, "identifier").lower()
    out = []

    def add(table, **kw):
        kw["ivoid"] = ivoid
        out.append((table, kw))
    cur, con, cov = r.find("curation"), r.find("content"), r.find("coverage")
    creators = [txt(c, "name") for c in r.findall("curation/creator")]
    src = r.find("content/source")
    add("resource", res_type=(r.get(XSI) or "").lower(), created=r.get("created"), updated=r.get("updated"),
        short_name=txt(r, "shortName"), res_title=txt(r, "title"),
        content_level=hashlist(r.findall("content/contentLevel")), res_description=txt(r, "content/description"),
        reference_url=txt(r, "content/referenceURL"), creator_seq="; ".join(c for c in creators if c) or None,
        content_type=hashlist(r.findall("content/type")),
        source_format=src.get("format") if src is not None else None, source_value=txt(r, "content/source"),
        res_version=txt(r, "curation/version"), region_of_regard=None,
        waveband=hashlist(r.findall("coverage/waveband")), rights=txt(r, "rights"),
        rights_uri=(r.find("rights").get("rightsURI") if r.find("rights") is not None else None),
        harvested_from="ivo://example.test/__system__/services/registry")
    for role in ("creator", "publisher", "contact", "contributor"):
        for e in r.findall("curation/" + role):
            add("res_role", role_name=txt(e, "name") or (e.text or "").strip() or None, role_ivoid=e.get("ivo-id"),
                street_address=txt(e, "address"), email=txt(e, "email"), telephone=txt(e, "telephone"),
                logo=txt(e, "logo"), base_role=role)
    for e in r.findall("content/subject"):
        add("res_subject", res_subject=e.text.strip())
    for e in r.findall("curation/date"):
        add("res_date", date_value=e.text.strip(), value_role=(e.get("role") or "representative").lower())
    for e in r.findall("content/relationship"):
        for x in e.findall("relatedResource"):
            add("relationship", relationship_type=(txt(e, "relationshipType") or "").lower(),
                related_id=(x.get("ivo-id") or "").lower() or None, related_name=x.text)
    intf = 0
    for ci, c in enumerate(r.findall("capability"), 1):
        add("capability", cap_index=ci, cap_type=(c.get(XSI) or "").lower() or None,
            cap_description=txt(c, "description"), standard_id=(c.get("standardID") or "").lower() or None)
        for dm in c.findall("dataModel"):
            add("res_detail", cap_index=ci, detail_xpath="/capability/dataModel/@ivo-id", detail_value=dm.get("ivo-id"))
            add("res_detail", cap_index=ci, detail_xpath="/capability/dataModel", detail_value=dm.text)
        for name in ("maxRecords", "imageServiceType", "maxSR", "verbosity"):
            if txt(c, name):
                add("res_detail", cap_index=ci, detail_xpath="/capability/" + name, detail_value=txt(c, name))
        for i in c.findall("interface"):
            intf += 1
            add("interface", cap_index=ci, intf_index=intf, intf_type=(i.get(XSI) or "").lower(),
                intf_role=(i.get("role") or "").lower() or None, std_version=i.get("version"),
                query_type=hashlist(i.findall("queryType")), result_type=txt(i, "resultType"), wsdl_url=None,
                url_use=(i.find("accessURL").get("use") if i.find("accessURL") is not None else None),
                access_url=txt(i, "accessURL"), mirror_url=None, authenticated_only=0)
            for p in i.findall("param"):
                add("intf_param", intf_index=intf, **column(p, True))
    ti = 0
    for si, s in enumerate(r.findall("tableset/schema"), 1):
        add("res_schema", schema_index=si, schema_description=txt(s, "description"),
            schema_name=(txt(s, "name") or "").lower(), schema_title=txt(s, "title"),
            schema_utype=(txt(s, "utype") or "").lower() or None)
        for t in s.findall("table"):
            ti += 1
            add("res_table", schema_index=si, table_index=ti, table_description=txt(t, "description"),
                table_name=(txt(t, "name") or "").lower(), table_title=txt(t, "title"), table_type=t.get("type"),
                table_utype=(txt(t, "utype") or "").lower() or None,
                nrows=int(txt(t, "nrows")) if txt(t, "nrows") else None)
            for c in t.findall("column"):
                add("table_column", table_index=ti, **column(c, False))
    if cov is not None:
        if txt(cov, "spatial"):
            add("stc_spatial", coverage=txt(cov, "spatial"), ref_system_name=None)
        for e in cov.findall("temporal"):
            a, b = map(float, e.text.split())
            add("stc_temporal", time_start=a, time_end=b)
        for e in cov.findall("spectral"):
            a, b = map(float, e.text.split())
            add("stc_spectral", spectral_start=a, spectral_end=b)
    if len(out) % 3 == 0:
        add("alt_identifier", alt_identifier="doi:10.5072/" + ivoid.rsplit("/", 1)[-1])
    add("validation", validated_by="ivo://example.test/validator", val_level=2, cap_index=None)
    return out


KINDS = [("ivo://ivoa.net/std/conesearch", "cs:conesearch"),
         ("ivo://ivoa.net/std/tap", "tr:tableaccess"),
         ("ivo://ivoa.net/std/sia", "sia:simpleimageaccess"),
         ("ivo://ivoa.net/std/sia#query-2.0", "sia:simpleimageaccess")]
TOPICS = ["comets", "open clusters", "white dwarfs", "supernova remnants", "radio sources", "Kugelsternhaufen",
          "nébuleuses", "eclipsing binaries", "asteroids", "planetary nebulae", "blazars"]
BANDS = ["optical", "radio", "infrared#optical", "gamma-ray", "uv#optical"]
SUBJECTS = ["open-star-clusters", "supernova-remnants", "radio-sources", "binary-stars"]


def synthetic(urls):
    rnd = random.Random(1931)
    for n in range(NSYN):
        ivoid = "ivo://synthetic.test/coll/%03d" % n
        std, ctype = KINDS[n % len(KINDS)]
        a, b = rnd.sample(TOPICS, 2)
        yield "resource", dict(
            ivoid=ivoid, res_type="vs:catalogservice", created="2019-06-%02dT08:00:00" % (1 + n % 30),
            updated="2022-%02d-15T00:00:00" % (1 + n % 12), short_name="coll%03d" % n,
            res_title="Collection %d: %s" % (n, a), content_level="research#amateur" if n % 6 == 0 else "research",
            res_description="Invented observations of %s and %s. " % (a, b) + "More text. " * (n % 25),
            reference_url="http://synthetic.test/coll/%d" % n, creator_seq="Example Data Centre; Müller-Institut",
            content_type="survey" if n % 2 else "catalog", source_format="bibcode",
            source_value="2019Made...%03d....1A" % n, res_version=None, region_of_regard=None,
            waveband=BANDS[n % len(BANDS)], rights=None, rights_uri=None,
            harvested_from="ivo://synthetic.test/registry")
        for j in range(1 + n % 2):
            yield "res_subject", dict(ivoid=ivoid, res_subject=SUBJECTS[(n + j) % len(SUBJECTS)])
        for role, name in (("creator", "Author, A."), ("publisher", "Publisher %d" % (n % 5))):
            yield "res_role", dict(ivoid=ivoid, role_name=name, role_ivoid=None, street_address=None, email=None,
                                   telephone=None, logo=None, base_role=role)

        def interface(cap, index, kind, url, **kw):
            return "interface", dict(dict(
                ivoid=ivoid, cap_index=cap, intf_index=index, intf_type=kind, intf_role=None, std_version=None,
                query_type=None, result_type=None, wsdl_url=None, url_use="full", access_url=url, mirror_url=None,
                authenticated_only=0), **kw)
        yield "capability", dict(ivoid=ivoid, cap_index=1, cap_type=ctype, cap_description=None, standard_id=std)
        yield interface(1, 1, "vs:paramhttp", urls.get(std), intf_role="std", query_type="get", url_use="base",
                        result_type="application/x-votable+xml")
        if n % 4 == 3:                       # a page for a browser beside the service
            yield "capability", dict(ivoid=ivoid, cap_index=2, cap_type=None, cap_description=None, standard_id=None)
            yield interface(2, 2, "vr:webbrowser", "http://synthetic.test/coll/%d/form" % n)
        if n % 10 == 0:                      # the same service for those who log in
            yield interface(1, 3, "vs:paramhttp", "https://synthetic.test/private/%d" % n, intf_role="std",
                            url_use="base", authenticated_only=1)
        yield "stc_spectral", dict(ivoid=ivoid, spectral_start=2.5e-19, spectral_end=6e-19)
        yield "stc_spatial", dict(ivoid=ivoid, coverage="4/%d-%d" % (n * 9, n * 9 + 30), ref_system_name=None)


def main():
    nrec, urls, counts = 0, {}, {}
    with open(OUT, "w", encoding="utf-8") as f:
        def put(t, row):
            counts[t] = counts.get(t, 0) + 1
            f.write(json.dumps([t, row], ensure_ascii=False) + "\n")
        for r in records():
            nrec += 1
            std = {}
            for t, row in rows(r):
                put(t, row)
                if t == "capability":
                    std[row["cap_index"]] = row["standard_id"]
                elif t == "interface" and std.get(row["cap_index"]) and row["intf_role"] == "std":
                    urls.setdefault(std[row["cap_index"]], row["access_url"])
        for t, row in synthetic(urls):
            put(t, row)
    print("%d harvested, %d synthetic resources; rows: %s" % (nrec, NSYN, counts))


main()
