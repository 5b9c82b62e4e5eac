"""One file that is both PDF/A-3a (kept for decades) and PDF/UA-1 (read aloud).

WeasyPrint writes the marks of one standard only. The other's is one more line of metadata, with the description of its
name that PDF/A asks for (ISO 19005-3, 6.6.2.3.2).
"""

from typing import Any

from weasyprint import Document as Layout

VARIANT = "pdf/a-3a"

_UA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
_END = b"</rdf:RDF>"


def declare_both(layout: Layout, pdf: Any) -> None:
    """A finisher for ``write_pdf``: adds the PDF/UA mark to the metadata."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    whole = metadata.stream[0]
    metadata.stream[0] = whole.replace(_END, _UA + _END)
