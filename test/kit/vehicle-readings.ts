/** Sensors of a van on the road: as they should be, and with a pump that has failed (45 kPa at 1,900 rpm, where 131 are the least). */
export const HEALTHY = {
  engineTemperatureC: 95,
  oilPressureKpa: 320,
  vibrationMmS: 2.2,
  batteryVoltageV: 14.1,
  coolantTemperatureC: 88,
  rpm: 1900,
};
export const OIL_LOST = { ...HEALTHY, oilPressureKpa: 45 };
